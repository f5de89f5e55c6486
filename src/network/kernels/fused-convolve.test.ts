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
  const padding = (side - 1) / 2
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
