import * as tf from '@tensorflow/tfjs-core'
import { executeOne } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

export interface Transposed {
  readonly transpose_a?: boolean
  readonly transpose_b?: boolean
}

/**
 * a × b on TensorFlow, each seen as a matrix whose columns are its last axis and transposed where wanted; the product seen
 * as `shape`.
 */
export function product(a: tf.Tensor, b: tf.Tensor, shape: readonly number[], transposed: Transposed = {}): tf.Tensor {
  const [left, right] = [matrix(a), matrix(b)]
  const multiplied = matrixProduct(left, right, transposed)
  const output = reshaped(multiplied, shape)
  tf.dispose([left, right, multiplied])
  return output
}

/** a × b of matrices on TensorFlow. */
export function matrixProduct(a: tf.Tensor, b: tf.Tensor, transposed: Transposed = {}): tf.Tensor {
  return executeOne('MatMul', [a, b], { flags: { transpose_a: false, transpose_b: false, ...transposed } })
}

function matrix(x: tf.Tensor): tf.Tensor {
  return reshaped(x, [-1, x.shape.at(-1) as number])
}

/** As tf.reshape, which knows no bfloat16. */
function reshaped(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return executeOne('Reshape', [x, wholeNumbers(shape)])
}
