import * as tf from '@tensorflow/tfjs-core'
import type { Adam } from './adam.ts'
import type { Network } from './network.ts'
import { parameter } from './parameters.ts'
import type { Random } from '../domain/random.ts'

export interface TrainStepOptions {
  /** What dropout draws from. */
  readonly random: Random
  /** Weight of each class in the loss; all 1 where left out. The loss is the weighted mean, as PyTorch's. */
  readonly classWeights?: readonly number[]
}

export interface TrainStepResult {
  /** Mean cross-entropy before the step. */
  readonly loss: number
  /** [clips][classes] before the step, in training mode. */
  readonly logits: number[][]
}

/**
 * One step on clips [clips, frames, height, width, 3]: forward in training mode, gradients, update of every trainable
 * parameter. `labels` are class indices, one per clip. Keeps no tensor.
 */
export function trainStep(
  network: Network,
  optimiser: Adam,
  clips: tf.Tensor5D,
  labels: readonly number[],
  options: TrainStepOptions,
): TrainStepResult {
  const pass = { training: true, random: options.random }
  return step(network, optimiser, network.trainableNames(), labels, options, () => network.forward(clips, pass).logits)
}

/**
 * One step of the head alone on features [clips, frames, features] that were computed before. The backbone is neither run
 * nor changed.
 */
export function trainHeadStep(
  network: Network,
  optimiser: Adam,
  features: tf.Tensor3D,
  labels: readonly number[],
  options: TrainStepOptions,
): TrainStepResult {
  const names = network.trainableNames().filter((name) => !name.startsWith('backbone.'))
  const pass = { training: true, random: options.random }
  return step(network, optimiser, names, labels, options, () => network.classify(features, pass))
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

function step(
  network: Network,
  optimiser: Adam,
  names: readonly string[],
  labels: readonly number[],
  options: TrainStepOptions,
  forward: () => tf.Tensor2D,
): TrainStepResult {
  return tf.tidy(() => {
    const variables = names.map((name) => parameter(network.parameters, name))
    let logits: number[][] = []
    const { value, grads } = tf.variableGrads(() => {
      const predicted = forward()
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
