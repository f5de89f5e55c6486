/** One case of `npm run bench -- memory`: three steps, then what they added to the process at their peak. */
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../../src/compute/backend.ts'
import { createAdam, createNetwork, createRandom, trainStep } from '../../src/network/index.ts'
import type { MemoryCase } from './cases.ts'

const settings = JSON.parse(process.argv[2]!) as MemoryCase
const { network: build, clips, frozenThrough, precision } = settings
const { frames, size } = build
await loadBackend({ backend: 'tensorflow', threads: null }, 'training')
const network = createNetwork({ ...build, classes: 10 }, 1)
const optimiser = createAdam({ learningRate: 1e-4 })
const random = createRandom(1)
const labels = Array.from({ length: clips }, (_, clip) => clip % 10)
const before = process.memoryUsage.rss()
for (let step = 0; step < 3; step++) {
  const input = tf.randomNormal([clips, frames, size, size, 3]) as tf.Tensor5D
  trainStep(network, optimiser, input, labels, {
    random,
    ...(frozenThrough && { frozenThrough }),
    ...(precision && { precision }),
  })
  input.dispose()
}
// Kilobytes.
const peak = process.resourceUsage().maxRSS * 1024
process.send!(peak - before)
