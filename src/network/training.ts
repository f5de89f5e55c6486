import * as tf from '@tensorflow/tfjs-core'
import type { Adam } from './adam.ts'
import { isFrozen, type Stage } from './architecture.ts'
import type { ForwardOptions, Network } from './network.ts'
import { parameter } from './parameters.ts'
import type { Random } from '../domain/random.ts'

export interface TrainStepOptions {
  /** What dropout draws from. */
  readonly random: Random
  /** Weight of each class in the loss; all 1 where left out. The loss is the weighted mean, as PyTorch's. */
  readonly classWeights?: readonly number[]
  /** The stages from the stem to this one stay as they are and run with stored statistics. None where left out. */
  readonly frozenThrough?: Stage
}

/** What `network.stageOutput` made of clips before: a step on it begins behind the stage `after`. */
export interface StageFeatures {
  /** [clips · frames, height, width, channels]. */
  readonly output: tf.Tensor4D
  /** Of a clip. */
  readonly frames: number
  readonly after: Stage
}

export interface TrainStepResult {
  /** Mean cross-entropy before the step. */
  readonly loss: number
  /** [clips][classes] before the step, in training mode. */
  readonly logits: number[][]
}

/**
 * One step on clips [clips, frames, height, width, 3], or on what a frozen stage made of them: forward in training mode,
 * gradients, update of every trainable parameter that is not frozen. `labels` are class indices, one per clip. Keeps no
 * tensor.
 */
export function trainStep(
  network: Network,
  optimiser: Adam,
  input: tf.Tensor5D | StageFeatures,
  labels: readonly number[],
  options: TrainStepOptions,
): TrainStepResult {
  return tf.tidy(() => {
    const frozenThrough = frozenPart(input, options.frozenThrough)
    const pass: ForwardOptions = { training: true, random: options.random, ...(frozenThrough && { frozenThrough }) }
    const names = network.trainableNames(frozenThrough)
    const variables = names.map((name) => parameter(network.parameters, name))
    let logits: number[][] = []
    const { value, grads } = tf.variableGrads(() => {
      const predicted = scoresOf(network, input, pass)
      logits = predicted.arraySync()
      return crossEntropy(predicted, labels, options.classWeights)
    }, variables)
    const gradients = new Map<string, tf.Tensor>()
    names.forEach((name, index) => {
      const gradient = grads[(variables[index] as tf.Variable).name]
      if (gradient) gradients.set(name, gradient)
    })
    optimiser.apply(network.parameters, gradients)
    return { loss: value.dataSync<'float32'>()[0] as number, logits }
  })
}

function scoresOf(network: Network, input: tf.Tensor5D | StageFeatures, pass: ForwardOptions): tf.Tensor2D {
  if (!('after' in input)) return network.forward(input, pass).logits
  return network.forwardFrom(input.output, input.frames, input.after, pass).logits
}

/** What is not run can't learn: features that begin behind a stage freeze it and all before it. */
function frozenPart(input: tf.Tensor5D | StageFeatures, asked: Stage | undefined): Stage | undefined {
  if (!('after' in input)) return asked
  return asked !== undefined && isFrozen(input.after, asked) ? asked : input.after
}

/**
 * Softmax and cross-entropy, the mean weighted by each label's class weight (torch.nn.functional.cross_entropy). Throws
 * RangeError for a label that is no class.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: readonly number[],
  classWeights?: readonly number[],
): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape[1]
    const unknown = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes)
    if (unknown !== undefined) throw new RangeError(`There is no class ${unknown} among ${classes}.`)
    const weights = labels.map((label) => classWeights?.[label] ?? 1)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const shares = new Float32Array(labels.length * classes)
    labels.forEach((label, row) => (shares[row * classes + label] = (weights[row] as number) / total))
    const target = tf.tensor2d(shares, [labels.length, classes])
    return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)))) as tf.Scalar
  })
}
