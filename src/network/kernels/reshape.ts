import * as tf from '@tensorflow/tfjs-core'
import { defineKernel, executeOne } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/**
 * x in another shape; both share their memory. As tf.reshape, whose gradient would stay in memory to the end of the pass.
 */
export function reshape<T extends tf.Tensor>(x: tf.Tensor, shape: T['shape']): T {
  const [output] = native({ x }, { before: x.shape, after: shape }) ?? []
  return (output ?? tf.reshape(x, shape)) as T
}

const native = defineKernel({
  name: 'Reshape',
  inputs: ['x'],
  run: (inputs, { after }) => executeOne('Reshape', [...inputs, wholeNumbers(after as number[])]),
  gradient: ([dy], _, { before }) => ({
    x: () => {
      const gradient = executeOne('Reshape', [dy!, wholeNumbers(before as number[])])
      dy!.dispose()
      return gradient
    },
  }),
})
