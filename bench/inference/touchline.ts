/**
 * Our side of `npm run bench -- inference`: clips through the network as predictions run it, in a process of its own.
 * Settings come as JSON.
 */
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../../src/compute/backend.ts'
import { createNetwork, createRandom, foldNetwork, networkDefaults, type Precision } from '../../src/network/index.ts'
import { serveContender } from '../side-by-side/serve-contender.ts'

export interface PredictionSettings {
  readonly threads: number
  readonly clips: number
  readonly frames: number
  readonly size: number
  readonly classes: number
  readonly backbone: 'resnet50'
  readonly attention: 'none' | 'cbam' | 'c-cbam'
}

export interface OurSettings extends PredictionSettings {
  readonly backend: 'tensorflow' | 'wasm'
  readonly folded: boolean
  /** Of the folded network; the other has float32 alone. */
  readonly precision: Precision
}

const settings = JSON.parse(process.argv[2]!) as OurSettings
const { threads, clips, frames, size, classes, attention, folded, precision, backbone } = settings
const backend = await loadBackend({ backend: settings.backend, threads }, 'inference')
const network = createNetwork({ ...networkDefaults, backbone, attention, classes, frames, size }, 1)
const scorer = folded ? foldNetwork(network, { precision }) : network
if (folded) network.dispose()
const random = createRandom(1)
const pixels = Float32Array.from({ length: clips * frames * size * size * 3 }, () => 2 * random.next() - 1)
const input = tf.tensor5d(pixels, [clips, frames, size, size, 3])

await serveContender(
  () => {
    const scores = tf.tidy(() => scorer.forward(input, { training: false }).logits.dataSync<'float32'>())
    if (!scores.every(Number.isFinite)) throw new Error('A score is not a number.')
  },
  { backend: backend.name, version: backend.version, threads },
)
