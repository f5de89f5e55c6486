/** A mixture of Gaussians with diagonal covariances, and its fit by expectation maximisation. */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../domain/random.ts'
import { seedCentres } from './seed-centres.ts'

export interface Mixture {
  readonly components: number
  readonly values: number
  /** Adding up to 1, [components]. */
  readonly weights: Float32Array
  /** [components, values] */
  readonly means: Float32Array
  /** [components, values] */
  readonly variances: Float32Array
}

/** Rounds of expectation maximisation at most, and the gain in mean log likelihood (nats) below which it is done. */
const mostRounds = 40
const leastGain = 1e-3
/** No component is narrower than this share of the variance of all. */
const leastVariance = 0.01
const leastWeight = 1e-5

/**
 * Fits a mixture, from centres that lie far apart (k-means++).
 * @param rows [count, values], at least as many as components; stays the caller's
 */
export function fitMixture(rows: tf.Tensor2D, components: number, random: Random): Mixture {
  const [, values] = rows.shape
  const overall = tf.tidy(() => tf.moments(rows, 0).variance.dataSync<'float32'>().slice()) as unknown as Float32Array
  const floor = overall.map((variance) => Math.max(variance * leastVariance, 1e-9))
  const means = seedCentres(rows.dataSync<'float32'>(), values, components, random)
  const variances = new Float32Array(components * values)
  for (let k = 0; k < components; k++)
    variances.set(
      overall.map((v, d) => Math.max(v, floor[d]!)),
      k * values,
    )
  let mixture: Mixture = {
    ...{ components, values, means, variances },
    weights: new Float32Array(components).fill(1 / components),
  }
  let before = -Infinity
  const squares = tf.square(rows)
  for (let round = 0; round < mostRounds; round++) {
    const { likelihood, sums } = expect(rows, squares, mixture)
    mixture = maximise(sums, mixture, rows.shape[0], floor)
    if (likelihood - before < leastGain) break
    before = likelihood
  }
  squares.dispose()
  return mixture
}

/** What the components take of some rows: how many, and the sums of them and of their squares. */
export interface MixtureSums {
  /** [components] */
  readonly zeroth: Float32Array
  /** [components, values] */
  readonly first: Float32Array
  /** [components, values] */
  readonly second: Float32Array
}

/** How much each component takes each row, [count, components], adding up to 1 by row. @param rows, squares stay the caller's */
export function responsibilities(rows: tf.Tensor2D, squares: tf.Tensor2D, mixture: Mixture): tf.Tensor2D {
  return tf.tidy(() => tf.softmax(logDensities(rows, squares, mixture)))
}

/** Sums over rows by how much each component takes them. @param rows, squares stay the caller's */
export function sumsOf(rows: tf.Tensor2D, squares: tf.Tensor2D, mixture: Mixture): MixtureSums {
  const shares = responsibilities(rows, squares, mixture)
  const sums = sumsBy(rows, squares, shares)
  shares.dispose()
  return sums
}

function expect(rows: tf.Tensor2D, squares: tf.Tensor2D, mixture: Mixture): { likelihood: number; sums: MixtureSums } {
  const [likelihood, shares] = tf.tidy(() => {
    const densities = logDensities(rows, squares, mixture)
    return [tf.mean(tf.logSumExp(densities, 1)), tf.softmax(densities)]
  }) as [tf.Scalar, tf.Tensor2D]
  const result = { likelihood: likelihood.dataSync<'float32'>()[0]!, sums: sumsBy(rows, squares, shares) }
  tf.dispose([likelihood, shares])
  return result
}

function sumsBy(rows: tf.Tensor2D, squares: tf.Tensor2D, shares: tf.Tensor2D): MixtureSums {
  const sums = tf.tidy(() => [tf.sum(shares, 0), tf.matMul(shares, rows, true), tf.matMul(shares, squares, true)])
  const [zeroth, first, second] = sums.map((sum) => sum.dataSync<'float32'>().slice()) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  tf.dispose(sums)
  return { zeroth, first, second }
}

/** ln of each component's weight and density at each row, [count, components], less what is the same for all. */
function logDensities(rows: tf.Tensor2D, squares: tf.Tensor2D, mixture: Mixture): tf.Tensor2D {
  const { components, values, weights, means, variances } = mixture
  const linear = new Float32Array(components * values)
  const quadratic = new Float32Array(components * values)
  const constant = new Float32Array(components)
  for (let k = 0; k < components; k++) {
    let sum = Math.log(weights[k]!)
    for (let place = k * values; place < (k + 1) * values; place++) {
      const [mean, variance] = [means[place]!, variances[place]!]
      linear[place] = mean / variance
      quadratic[place] = -0.5 / variance
      sum -= 0.5 * (Math.log(variance) + (mean * mean) / variance)
    }
    constant[k] = sum
  }
  const shape: [number, number] = [components, values]
  const byRows = tf.matMul(rows, tf.tensor2d(linear, shape), false, true)
  const bySquares = tf.matMul(squares, tf.tensor2d(quadratic, shape), false, true)
  return tf.add(tf.add(byRows, bySquares), tf.tensor1d(constant))
}

function maximise({ zeroth, first, second }: MixtureSums, was: Mixture, count: number, floor: Float32Array): Mixture {
  const { components, values } = was
  const weights = zeroth.map((taken) => Math.max(taken / count, leastWeight))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const means = Float32Array.from(was.means)
  const variances = Float32Array.from(was.variances)
  for (let k = 0; k < components; k++) {
    // A component that takes nothing stays where it is.
    if (zeroth[k]! < 1e-3) continue
    for (let d = 0, place = k * values; d < values; d++, place++) {
      const mean = first[place]! / zeroth[k]!
      means[place] = mean
      variances[place] = Math.max(second[place]! / zeroth[k]! - mean * mean, floor[d]!)
    }
  }
  return { components, values, weights: weights.map((weight) => weight / whole), means, variances }
}
