/** Fisher vectors (Perronnin, Sánchez & Mensink 2010), equations 16 and 17 with the improvements of their section 3. */
import type { Mixture } from './mixture.ts'

/**
 * How a clip's trajectories would change the mixture: gradients by means and deviations, then the signed root of each value
 * (power normalisation), then all of them to length 1. Zeros where there are no trajectories.
 * @param sums of the mixture over the trajectories, as `Statistics` has them
 * @returns [2 × components × values], means first
 */
export function fisherVector(mixture: Mixture, sums: Float64Array, count: number): Float32Array {
  const vector = fisherGradient(mixture, sums, count)
  let squares = 0
  for (let i = 0; i < vector.length; i++) {
    const root = Math.sign(vector[i]!) * Math.sqrt(Math.abs(vector[i]!))
    vector[i] = root
    squares += root * root
  }
  if (squares === 0) return vector
  const scale = 1 / Math.sqrt(squares)
  return vector.map((value) => value * scale)
}

/** The gradients alone. They are linear in the sums, so that each trajectory has its share of them. */
export function fisherGradient(mixture: Mixture, sums: Float64Array, count: number): Float32Array {
  const { components, values, weights, means, variances } = mixture
  const gradient = new Float32Array(2 * components * values)
  if (count === 0) return gradient
  const first = components
  const second = components + components * values
  for (let k = 0; k < components; k++) {
    const taken = sums[k]!
    const ofMean = 1 / (count * Math.sqrt(weights[k]!))
    const ofDeviation = 1 / (count * Math.sqrt(2 * weights[k]!))
    for (let place = k * values; place < (k + 1) * values; place++) {
      const [mean, variance] = [means[place]!, variances[place]!]
      const [sum, squares] = [sums[first + place]!, sums[second + place]!]
      gradient[place] = ((sum - taken * mean) / Math.sqrt(variance)) * ofMean
      gradient[components * values + place] =
        ((squares - 2 * mean * sum + (mean * mean - variance) * taken) / variance) * ofDeviation
    }
  }
  return gradient
}
