import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSameEverywhere } from '../../../test/fixtures/on-every-backend.ts'
import { loadTensorFlow } from '../../../test/parity/tensorflow.ts'
import { addBiasRelu } from './bias.ts'
import { convolve3d } from './convolve-3d.ts'
import { maxPool3d, maxPool3dInSteps } from './max-pool-3d.ts'
import { reshape } from './reshape.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

describe('a machine without TensorFlow computes the same numbers over space and time', () => {
  test.each([
    { window: [3, 3, 3], stride: [1, 1, 1], padding: [1, 1, 1] },
    { window: [3, 3, 3], stride: [2, 2, 2], padding: [1, 1, 1] },
    { window: [3, 7, 7], stride: [1, 2, 2], padding: [1, 3, 3] },
    { window: [1, 1, 1], stride: [1, 1, 1], padding: [0, 0, 0] },
    { window: [1, 1, 1], stride: [2, 2, 2], padding: [0, 0, 0] },
  ] as const)('convolution %j', async ({ window, ...geometry }) => {
    // Even and odd lengths: at stride 2 they are padded differently.
    for (const places of [
      [4, 6, 7],
      [5, 7, 8],
    ]) {
      const shapes = [
        [2, ...places, 3],
        [...window, 3, 4],
      ]
      await expectSameEverywhere(shapes, ([x, filter]) => convolve3d(x as tf.Tensor5D, filter as tf.Tensor5D, geometry))
    }
  })

  test.each([
    { window: [1, 2, 2], stride: [1, 2, 2], padding: [0, 0, 0] },
    { window: [2, 2, 2], stride: [2, 2, 2], padding: [0, 0, 0] },
    { window: [2, 2, 2], stride: [2, 2, 2], padding: [0, 1, 1] },
    { window: [3, 3, 3], stride: [2, 2, 2], padding: [1, 1, 1] },
  ] as const)('pool %j', async (pool) => {
    for (const places of [
      [4, 6, 6],
      [5, 7, 8],
    ]) {
      for (const compute of [maxPool3d, maxPool3dInSteps]) {
        await expectSameEverywhere([[2, ...places, 3]], ([x]) => compute(x as tf.Tensor5D, pool))
      }
    }
  })

  test('a bias and a ReLU', async () => {
    await expectSameEverywhere([[2, 2, 3, 3, 4], [4]], ([x, bias]) =>
      addBiasRelu(x as tf.Tensor5D, bias as tf.Tensor1D),
    )
  })

  test('another shape', async () => {
    await expectSameEverywhere([[2, 3, 2, 2, 4]], ([x]) => tf.square(reshape(x!, [6, 2, 2, 4])))
  })
})

test.each([
  ['with', maxPool3d],
  ['without', maxPool3dInSteps],
] as const)(
  'of several largest values the first has the gradient, %s oneDNN and on every backend',
  async (_, compute) => {
    const zeros = new Float32Array(2 * 4 * 4 * 2)
    const pool = { window: [2, 2, 2], stride: [2, 2, 2], padding: [0, 1, 1] } as const
    await expectSameEverywhere([[1, 2, 4, 4, 2]], ([x]) => compute(x as tf.Tensor5D, pool), [zeros])
  },
)

test('the pool pads with −∞, so a border of negative values is not lost to zeros', () => {
  const x = tf.fill([1, 2, 2, 2, 1], -5) as tf.Tensor5D
  const pooled = maxPool3d(x, { window: [2, 2, 2], stride: [2, 2, 2], padding: [0, 1, 1] })
  expect(Array.from(pooled.dataSync())).toEqual([-5, -5, -5, -5])
})
