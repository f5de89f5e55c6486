import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { loadTensorFlow } from '../../../test/parity/tensorflow.ts'
import { createRandom } from '../../domain/random.ts'
import { convolveInSteps, fusedConvolve, type FusedConvolution } from './fused-convolve.ts'

beforeAll(loadTensorFlow)

const cases = ([1, 3, 7] as const).flatMap((side) =>
  ([1, 2] as const).flatMap((stride) =>
    [false, true].flatMap((adds) =>
      (['none', 'relu'] as const).map((activation) => ({ side, stride, adds, activation })),
    ),
  ),
)

test.each(cases)('one kernel, its steps and plain JavaScript agree: %j', async ({ side, stride, adds, activation }) => {
  const padding = [(side - 1) / 2, (side - 1) / 2] as const
  const on = async (backend: string, convolve: typeof fusedConvolve): Promise<Float32Array> => {
    await tf.setBackend(backend)
    const random = createRandom(side)
    const normal = (...shape: number[]): tf.Tensor => {
      const length = shape.reduce((product, axis) => product * axis, 1)
      return tf.tensor(
        Float32Array.from({ length }, () => 2 * random.next() - 1),
        shape,
      )
    }
    return tf.tidy(() => {
      const [rows, columns] = [Math.ceil(8 / stride), Math.ceil(9 / stride)]
      const convolution: FusedConvolution = {
        stride,
        padding,
        bias: normal(4) as tf.Tensor1D,
        activation,
        ...(adds ? { added: normal(2, rows, columns, 4) as tf.Tensor4D } : {}),
      }
      return convolve(
        normal(2, 8, 9, 3) as tf.Tensor4D,
        normal(side, side, 3, 4) as tf.Tensor4D,
        convolution,
      ).dataSync<'float32'>()
    }) as unknown as Float32Array
  }
  const expected = await on('cpu', fusedConvolve)
  const others = [await on('tensorflow', fusedConvolve), await on('tensorflow', convolveInSteps)]
  for (const other of others) expected.forEach((value, index) => expect(other[index]).toBeCloseTo(value, 4))
  if (activation === 'relu') expect(Math.min(...expected)).toBe(0)
})

test.each([
  { window: [1, 7], stride: 1, padding: [0, 3] },
  { window: [7, 1], stride: 1, padding: [3, 0] },
  { window: [3, 3], stride: 2, padding: [0, 0] },
  { window: [11, 11], stride: 4, padding: [2, 2] },
] as const)('so they do with kernels of other shapes: %j', async ({ window, stride, padding }) => {
  const on = async (backend: string, convolve: typeof fusedConvolve): Promise<Float32Array> => {
    await tf.setBackend(backend)
    return tf.tidy(() => {
      const [x, filter] = [tf.range(0, 2 * 19 * 18 * 3), tf.range(0, window[0] * window[1] * 3 * 4)].map(tf.sin)
      return convolve(tf.reshape(x!, [2, 19, 18, 3]), tf.reshape(filter!, [...window, 3, 4]), {
        stride,
        padding,
        bias: tf.tensor1d([0.1, -0.2, 0.3, 0]),
        activation: 'relu',
      }).dataSync<'float32'>()
    }) as unknown as Float32Array
  }
  const expected = await on('cpu', fusedConvolve)
  const others = [await on('tensorflow', fusedConvolve), await on('tensorflow', convolveInSteps)]
  for (const other of others) {
    expect(other.length).toBe(expected.length)
    expected.forEach((value, index) => expect(other[index]).toBeCloseTo(value, 4))
  }
})
