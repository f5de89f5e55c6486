/**
 * Our side of `npm run bench -- training`: the product's own training step, in a process of its own. Settings come as JSON.
 */
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../../src/compute/backend.ts'
import { usablePrecision } from '../../src/compute/precision.ts'
import {
  createAdam,
  createNetwork,
  createRandom,
  networkDefaults,
  trainStep,
  type Precision,
} from '../../src/network/index.ts'
import type { StepSettings } from '../training.ts'
import { serveContender } from '../side-by-side/serve-contender.ts'

const { threads, clips, frames, size, classes, attention, precision } = JSON.parse(process.argv[2]!) as StepSettings & {
  precision: Precision
}
const backend = await loadBackend({ backend: 'tensorflow', threads }, 'training')
const used = usablePrecision(precision, (event) => console.error(event))
const config = { ...networkDefaults, backbone: 'resnet50', attention, classes, frames, size, dropout: 0.5 } as const
const network = createNetwork(config, 1)
const optimiser = createAdam({ learningRate: 1e-4 })
const random = createRandom(1)
const pixels = Float32Array.from({ length: clips * frames * size * size * 3 }, () => 2 * random.next() - 1)
const labels = Array.from({ length: clips }, (_, clip) => clip % classes)

await serveContender(
  () => {
    const input = tf.tensor5d(pixels, [clips, frames, size, size, 3])
    const { loss } = trainStep(network, optimiser, input, labels, { random, precision: used })
    input.dispose()
    if (!Number.isFinite(loss)) throw new Error('The loss is not a number.')
  },
  { tensorflow: backend.version, threads, precision: used },
)
