/** Principal components of a descriptor, half as many as it has values (Wang & Schmid 2013, section 5.2). */
import * as tf from '@tensorflow/tfjs-core'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

export interface Projection {
  readonly values: number
  readonly kept: number
  readonly mean: Float32Array
  /** [values, kept]; the columns are directions of falling variance, of length 1. */
  readonly basis: Float32Array
}

/** @param rows [count, values] */
export function fitProjection(rows: Float32Array, values: number): Projection {
  const kept = Math.ceil(values / 2)
  const { mean, covariance } = moments(rows, values)
  const symmetric = Matrix.from1DArray(values, values, covariance)
  const { eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true })
  const basis = new Float32Array(values * kept)
  for (let row = 0; row < values; row++) {
    // They come by rising variance.
    for (let place = 0; place < kept; place++) {
      basis[row * kept + place] = eigenvectorMatrix.get(row, values - 1 - place)
    }
  }
  return { values, kept, mean, basis }
}

function moments(rows: Float32Array, values: number): { mean: Float32Array; covariance: Float32Array } {
  return tf.tidy(() => {
    const all = tf.tensor2d(rows, [rows.length / values, values])
    const mean = tf.mean<tf.Tensor1D>(all, 0)
    const centred = tf.sub<tf.Tensor2D>(all, mean)
    const covariance = tf.div(tf.matMul(centred, centred, true), Math.max(1, all.shape[0] - 1))
    return { mean: mean.dataSync<'float32'>().slice(), covariance: covariance.dataSync<'float32'>().slice() }
  }) as unknown as { mean: Float32Array; covariance: Float32Array }
}

/** Rows along the principal components, [count, kept]; the caller's to dispose. */
export function project({ values, kept, mean, basis }: Projection, rows: Float32Array): tf.Tensor2D {
  return tf.tidy(() => {
    const centred = tf.sub<tf.Tensor2D>(tf.tensor2d(rows, [rows.length / values, values]), tf.tensor1d(mean))
    return tf.matMul(centred, tf.tensor2d(basis, [values, kept]))
  })
}
