/** All that a model of movement knows, and how it lies in a file. */
import { Problem } from '../domain/problem.ts'
import type { Classifier } from './decision/classifier.ts'
import { descriptorSizes } from './descriptors.ts'
import type { Encoder } from './encoding/encoder.ts'

export interface Recogniser {
  readonly encoder: Encoder
  readonly classifier: Classifier
}

/** A tensor of floats as files have it. */
export interface FloatTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export interface RecogniserShape {
  /** Steps of a trajectory. */
  readonly length: number
  readonly components: number
  readonly classes: number
}

export function tensorsOf({ encoder, classifier }: Recogniser): Map<string, FloatTensor> {
  const tensors = new Map<string, FloatTensor>()
  for (const { name, projection, mixture } of encoder) {
    const { values, kept, mean, basis } = projection
    const { components, weights, means, variances } = mixture
    tensors.set(`${name}.mean`, { shape: [values], values: mean })
    tensors.set(`${name}.basis`, { shape: [values, kept], values: basis })
    tensors.set(`${name}.mixture.weights`, { shape: [components], values: weights })
    tensors.set(`${name}.mixture.means`, { shape: [components, kept], values: means })
    tensors.set(`${name}.mixture.variances`, { shape: [components, kept], values: variances })
  }
  const { weights, biases, scale } = classifier
  const width = weights[0]!.length
  const all = new Float32Array(weights.length * width)
  weights.forEach((ofLabel, label) => all.set(ofLabel, label * width))
  tensors.set('classifier.weights', { shape: [weights.length, width], values: all })
  tensors.set('classifier.biases', { shape: [biases.length], values: biases })
  tensors.set('classifier.scale', { shape: [1], values: Float32Array.of(scale) })
  return tensors
}

/**
 * Puts a recogniser together again.
 * @param tensors of a file, of any types
 * @throws Problem MODEL_UNUSABLE naming the file, for tensors that are missing, left over, of other shapes or types, no
 *   numbers, or not what they must be (variances and weights above 0)
 */
export function recogniserFrom(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: unknown }>,
  { length, components, classes }: RecogniserShape,
  file: string,
): Recogniser {
  const left = new Set(tensors.keys())
  const refuse = (name: string, reason: string): Problem =>
    new Problem(
      'MODEL_UNUSABLE',
      `${file} can't be used: ${name} ${reason}. Choose the folder of a model that was trained here, whole and unchanged.`,
      { details: { file, tensor: name } },
    )
  const take = (name: string, shape: readonly number[], { positive = false } = {}): Float32Array => {
    const found = tensors.get(name)
    left.delete(name)
    if (!found) throw refuse(name, 'is missing')
    const { values } = found
    const fits = shape.length === found.shape.length && shape.every((size, axis) => size === found.shape[axis])
    if (!fits || !(values instanceof Float32Array)) throw refuse(name, `is not ${shape.join(' × ')} floats`)
    if (!values.every((value) => Number.isFinite(value) && (!positive || value > 0))) {
      throw refuse(name, positive ? 'holds something that is no positive number' : 'holds something that is no number')
    }
    return values
  }
  let width = 0
  const encoder = descriptorSizes(length).map(({ name, values }) => {
    const kept = Math.ceil(values / 2)
    width += 2 * components * kept
    return {
      name,
      projection: {
        ...{ values, kept },
        mean: take(`${name}.mean`, [values]),
        basis: take(`${name}.basis`, [values, kept]),
      },
      mixture: {
        ...{ components, values: kept },
        weights: take(`${name}.mixture.weights`, [components], { positive: true }),
        means: take(`${name}.mixture.means`, [components, kept]),
        variances: take(`${name}.mixture.variances`, [components, kept], { positive: true }),
      },
    }
  })
  const weights = take('classifier.weights', [classes, width])
  const biases = take('classifier.biases', [classes])
  const scale = take('classifier.scale', [1], { positive: true })[0]!
  const [extra] = left
  if (extra !== undefined) throw refuse(extra, 'does not belong in it')
  return {
    encoder,
    classifier: {
      ...{ biases, scale },
      weights: Array.from({ length: classes }, (_, label) => weights.subarray(label * width, (label + 1) * width)),
    },
  }
}
