/** What each trajectory of a clip has to do with a label's output. */
import * as tf from '@tensorflow/tfjs-core'
import type { Classifier } from './decision/classifier.ts'
import { descriptorRows } from './descriptor-rows.ts'
import type { DescriptorEncoder, Encoder, Statistics } from './encoding/encoder.ts'
import { fisherGradient } from './encoding/fisher.ts'
import { responsibilities, type Mixture } from './encoding/mixture.ts'
import { project } from './encoding/projection.ts'
import type { PackedTrajectories } from './packed-trajectories.ts'

/** How to read contributions off trajectories of one clip. */
export interface Reader {
  /** Of each trajectory. Those of all trajectories of the clip add up to the label's output less its bias. */
  read(packed: PackedTrajectories): Float32Array
}

/**
 * The output is w · v with v = u / (√|u| · ‖√|u|‖), value by value, and u is the mean of what each trajectory gives. With the
 * divisors as the whole clip makes them, the output is a sum over trajectories.
 */
export function openContributions(
  { encoder, classifier }: { encoder: Encoder; classifier: Classifier },
  statistics: Statistics,
  label: number,
): Reader {
  let start = 0
  const share = 1 / Math.sqrt(encoder.length)
  const parts = encoder.map((descriptor, place) => {
    const { mixture } = descriptor
    const gradient = fisherGradient(mixture, statistics.sums[place]!, statistics.count)
    const weights = classifier.weights[label]!.subarray(start, start + gradient.length)
    start += gradient.length
    const norm = Math.sqrt(gradient.reduce((sum, value) => sum + Math.abs(value), 0))
    const factors = gradient.map((value, i) =>
      value === 0 ? 0 : (weights[i]! * share) / (Math.sqrt(Math.abs(value)) * norm * statistics.count),
    )
    return { descriptor, polynomials: polynomialsOf(mixture, factors) }
  })
  return {
    read(packed) {
      const sums = new Float32Array(packed.count)
      for (const part of parts) ofDescriptor(part, packed).forEach((value, index) => (sums[index]! += value))
      return sums
    },
  }
}

/** Σ over components of how much each takes the row, times a quadratic function of the row. */
function ofDescriptor(
  { descriptor, polynomials }: { descriptor: DescriptorEncoder; polynomials: Polynomials },
  packed: PackedTrajectories,
): Float32Array {
  const { name, projection, mixture } = descriptor
  const { components, values } = mixture
  const { constant, linear, quadratic } = polynomials
  return tf.tidy(() => {
    const rows = project(projection, descriptorRows(packed, name, false))
    const squares = tf.square(rows)
    const shares = responsibilities(rows, squares, mixture)
    const shape: [number, number] = [components, values]
    const said = tf.add(
      tf.add(
        tf.matMul(rows, tf.tensor2d(linear, shape), false, true),
        tf.matMul(squares, tf.tensor2d(quadratic, shape), false, true),
      ),
      tf.tensor1d(constant),
    )
    return tf.sum(tf.mul(shares, said), 1).dataSync<'float32'>().slice()
  }) as unknown as Float32Array
}

/** Of a row's values, for each component. */
interface Polynomials {
  /** [components] */
  readonly constant: Float32Array
  /** [components, values] */
  readonly linear: Float32Array
  readonly quadratic: Float32Array
}

/** The Fisher gradient of one row, weighed by the factors, as a polynomial of its values for each component. */
function polynomialsOf({ components, values, weights, means, variances }: Mixture, factors: Float32Array): Polynomials {
  const constant = new Float32Array(components)
  const linear = new Float32Array(components * values)
  const quadratic = new Float32Array(components * values)
  for (let k = 0; k < components; k++) {
    const ofMean = 1 / Math.sqrt(weights[k]!)
    const ofDeviation = 1 / Math.sqrt(2 * weights[k]!)
    for (let place = k * values; place < (k + 1) * values; place++) {
      const [mean, variance] = [means[place]!, variances[place]!]
      const first = (factors[place]! * ofMean) / Math.sqrt(variance)
      const second = (factors[components * values + place]! * ofDeviation) / variance
      linear[place] = first - 2 * second * mean
      quadratic[place] = second
      constant[k]! += second * (mean * mean - variance) - first * mean
    }
  }
  return { constant, linear, quadratic }
}
