/**
 * Our side of `npm run bench -- systems`: the product's own training step or prediction, in a process of its own. Settings
 * come as JSON.
 */
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../../src/compute/backend.ts'
import { networkTrainingOf } from '../../src/contract/presets.ts'
import {
  createAdam,
  createNetwork,
  createRandom,
  foldNetwork,
  trainStep,
  type Precision,
} from '../../src/network/index.ts'
import type { SystemSettings } from '../systems.ts'
import { serveContender } from '../side-by-side/serve-contender.ts'

const {
  network: name,
  task,
  threads,
  clips,
  frames,
  size,
  classes,
  precision,
} = JSON.parse(process.argv[2]!) as SystemSettings & { precision: Precision }
const training = task === 'training'
const backend = await loadBackend({ backend: 'tensorflow', threads }, training ? 'training' : 'inference')
const network = createNetwork({ ...networkTrainingOf(name).network, classes, frames, size }, 1)
const random = createRandom(1)
const pixels = Float32Array.from({ length: clips * frames * size * size * 3 }, () => 2 * random.next() - 1)
const labels = Array.from({ length: clips }, (_, clip) => clip % classes)
const input = tf.tensor5d(pixels, [clips, frames, size, size, 3])

await serveContender(training ? learning() : predicting(), { tensorflow: backend.version, threads, precision })

function learning(): () => void {
  const optimiser = createAdam({ learningRate: 1e-4 })
  return () => {
    const { loss } = trainStep(network, optimiser, input, labels, { random, precision })
    if (!Number.isFinite(loss)) throw new Error('The loss is not a number.')
  }
}

function predicting(): () => void {
  const scorer = foldNetwork(network, { precision })
  network.dispose()
  return () => {
    const scores = tf.tidy(() => scorer.forward(input).logits.dataSync<'float32'>())
    if (!scores.every(Number.isFinite)) throw new Error('A score is not a number.')
  }
}
