import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { networkDefaults, type NetworkConfig } from './config.ts'
import { gradCam, type ClassActivation } from './explain.ts'
import { createNetwork } from './network.ts'
import { createRandom } from '../domain/random.ts'

const small = { ...networkDefaults, width: 16, hidden: 24, classes: 5, frames: 3, size: 64 } as const

beforeAll(() => {
  loadTensorFlow()
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm')
})

/** Scores and Grad-CAM of the same network and clip on one backend. */
async function explainOn(backend: string, config: NetworkConfig): Promise<ClassActivation> {
  await tf.setBackend(backend)
  await tf.ready()
  const network = createNetwork(config, 1)
  const random = createRandom(2)
  const clip = tf.tensor4d(
    Float32Array.from({ length: 3 * 64 * 64 * 3 }, () => 2 * random.next() - 1),
    [3, 64, 64, 3],
  )
  const shown = gradCam(network, clip, 2)
  clip.dispose()
  network.dispose()
  return shown
}

function expectSame(actual: ClassActivation, expected: ClassActivation): void {
  actual.logits.forEach((score, index) => expect(score).toBeCloseTo(expected.logits[index] as number, 5))
  actual.scaledMaps.forEach((map, frame) => {
    map.forEach((value, cell) => expect(value).toBeCloseTo(expected.scaledMaps[frame]?.[cell] as number, 3))
  })
}

test.each([
  { backbone: 'resnet18', attention: 'c-cbam', head: 'lstm' },
  { backbone: 'resnet50', attention: 'cbam', head: 'mean' },
] as const)('WebAssembly predicts and explains as TensorFlow does: %j', async (choice) => {
  const config = { ...small, ...choice }
  expectSame(await explainOn('wasm', config), await explainOn('tensorflow', config))
})
