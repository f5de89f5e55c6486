import * as tf from '@tensorflow/tfjs-core'
import type { Adam } from './adam.ts'
import { isFrozen, type Stage } from './architecture/stages.ts'
import { addGradients, clipGradients, type Gradients } from './gradients.ts'
import type { Precision } from './kernels/convert.ts'
import type { ForwardOptions, Network } from './network.ts'
import { parameter } from './parameters.ts'
import type { Random } from '../domain/random.ts'

export interface TrainStepOptions {
  /** What dropout draws from. */
  readonly random: Random
  /** Weight of each class in the loss; all 1 where left out. The loss is the weighted mean, as PyTorch's. */
  readonly classWeights?: readonly number[] | undefined
  /** The stages from the stem to this one stay as they are and run with stored statistics. None where left out. */
  readonly frozenThrough?: Stage | undefined
  /** What the backbone computes with: see Pass. */
  readonly precision?: Precision | undefined
  /** Longest gradient, as the l2 norm over all parameters; a longer one is shortened. Any where left out. */
  readonly clipNorm?: number | undefined
}

/** What `network.perFrame.stageOutput` made of clips before: a step on it begins behind the stage `after`. */
export interface StageFeatures {
  /** [clips · frames, height, width, channels]. */
  readonly output: tf.Tensor4D
  /** Of a clip. */
  readonly frames: number
  readonly after: Stage
}

export interface TrainStepResult {
  /** Mean cross-entropy before the step; not a number where a value on the way to it was none. */
  readonly loss: number
  /** [clips][classes] before the step, in training mode. */
  readonly logits: number[][]
}

/** What a step learns from: clips [clips, frames, height, width, 3], or what a frozen stage made of them. */
export type StepInput = tf.Tensor5D | StageFeatures

/** A part of a step's batch, small enough to go through the network at once. */
export interface BatchPart {
  /** Class indices, one per clip. */
  readonly labels: readonly number[]
  /** Asked for when it is the part's turn; tensors that it makes are disposed of after its pass. */
  input(): StepInput
}

/**
 * One step on clips or on what a frozen stage made of them: forward in training mode, gradients, update of every trainable
 * parameter that is not frozen. `labels` are class indices, one per clip. Keeps no tensor.
 */
export function trainStep(
  network: Network,
  optimiser: Adam,
  input: StepInput,
  labels: readonly number[],
  options: TrainStepOptions,
): TrainStepResult {
  return trainStepInParts(network, optimiser, [{ labels, input: () => input }], options)
}

/**
 * One step on a batch in parts: a pass each, their gradients added up, then one update. The loss is the mean over the whole
 * batch, however uneven the parts are; only batch norms see each part by itself. Keeps no tensor.
 */
export function trainStepInParts(
  network: Network,
  optimiser: Adam,
  parts: readonly BatchPart[],
  options: TrainStepOptions,
): TrainStepResult {
  const { random, classWeights, frozenThrough, precision = 'float32', clipNorm } = options
  const batchWeight = totalWeight(
    parts.flatMap((part) => part.labels),
    classWeights,
  )
  const logits: number[][] = []
  let loss = 0
  tf.tidy(() => {
    let sum: Gradients = {}
    for (const part of parts) {
      const pass: ForwardOptions = { training: true, random, precision, ...(frozenThrough && { frozenThrough }) }
      const own = gradientsOf(network, part, pass, { classWeights, batchWeight })
      sum = addGradients(sum, own.gradients)
      loss += own.loss
      logits.push(...own.logits)
    }
    const gradients = clipNorm === undefined ? sum : clipGradients(sum, clipNorm)
    optimiser.apply(network.parameters, new Map(Object.entries(gradients)))
    if (!statisticsAreFinite(network)) loss = NaN
  })
  return { loss, logits }
}

/**
 * Whether all running averages are numbers. oneDNN's ReLU and pool make a number of what is none, so a loss may look sound
 * behind values that ran away; the norms before them keep the trace.
 */
function statisticsAreFinite(network: Network): boolean {
  const running = network.specs.filter(({ kind }) => kind === 'mean' || kind === 'variance')
  if (running.length === 0) return true
  const values = running.map(({ name }) => parameter(network.parameters, name) as tf.Tensor as tf.Tensor1D)
  return tf.tidy(() => Number.isFinite(tf.sum(tf.concat(values)).dataSync<'float32'>()[0]))
}

/** How the clips of a pass count in the loss. */
export interface LossWeights {
  /** As in TrainStepOptions. */
  readonly classWeights?: readonly number[] | undefined
  /** Sum of the class weights over the batch that the pass is a part of; left out: the pass is the whole batch. */
  readonly batchWeight?: number | undefined
}

/**
 * Gradients of one pass for everything that learns, and its share of the batch's loss: over all parts both add up to those
 * of the batch. The gradients are the caller's; no other tensor is kept.
 */
export function gradientsOf(
  network: Network,
  part: BatchPart,
  pass: ForwardOptions,
  weights: LossWeights = {},
): { loss: number; logits: number[][]; gradients: Gradients } {
  return tf.tidy(() => {
    const input = part.input()
    const frozenThrough = frozenPart(input, pass.frozenThrough)
    const names = network.trainableNames(frozenThrough)
    const variables = names.map((name) => parameter(network.parameters, name))
    let logits: number[][] = []
    const { value, grads } = tf.variableGrads(() => {
      const predicted = logitsOf(network, input, { ...pass, ...(frozenThrough && { frozenThrough }) })
      logits = predicted.arraySync()
      return crossEntropy(predicted, part.labels, weights)
    }, variables)
    const gradients: Gradients = {}
    names.forEach((name, index) => {
      const gradient = grads[(variables[index] as tf.Variable).name]
      if (gradient) gradients[name] = gradient
    })
    return { loss: value.dataSync<'float32'>()[0] as number, logits, gradients }
  })
}

/** Scores before the softmax, [clips, classes], from wherever the input begins. */
export function logitsOf(network: Network, input: StepInput, pass: ForwardOptions): tf.Tensor2D {
  if (!('after' in input)) return network.forward(input, pass).logits
  if (!network.perFrame) throw new Error('A network over space and time has no stages to go on from.')
  return network.perFrame.forwardFrom(input.output, input.frames, input.after, pass).logits
}

/** What is not run can't learn: features that begin behind a stage freeze it and all before it. */
function frozenPart(input: StepInput, asked: Stage | undefined): Stage | undefined {
  if (!('after' in input)) return asked
  return asked !== undefined && isFrozen(input.after, asked) ? asked : input.after
}

/**
 * Softmax and cross-entropy: Σ weight·loss over the pass, divided by the sum of the weights over the batch. A pass that is
 * the whole batch gives the weighted mean of torch.nn.functional.cross_entropy. Throws RangeError for a label that is no
 * class.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: readonly number[], weights: LossWeights = {}): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape[1]
    const unknown = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes)
    if (unknown !== undefined) throw new RangeError(`There is no class ${unknown} among ${classes}.`)
    const { classWeights, batchWeight = totalWeight(labels, classWeights) } = weights
    const shares = new Float32Array(labels.length * classes)
    labels.forEach((label, row) => (shares[row * classes + label] = weightOf(label, classWeights) / batchWeight))
    const target = tf.tensor2d(shares, [labels.length, classes])
    return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)))) as tf.Scalar
  })
}

function totalWeight(labels: readonly number[], classWeights: readonly number[] | undefined): number {
  return labels.reduce((sum, label) => sum + weightOf(label, classWeights), 0)
}

function weightOf(label: number, classWeights: readonly number[] | undefined): number {
  return classWeights?.[label] ?? 1
}
