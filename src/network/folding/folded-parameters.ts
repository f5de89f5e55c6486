import * as tf from '@tensorflow/tfjs-core'
import { convert, type Precision } from '../kernels/convert.ts'
import type { Network } from '../network.ts'
import { parameter, type Parameters } from '../parameters.ts'

/** A convolution and the batch norm behind it as one convolution. */
export interface FoldedConvolution {
  /** [height, width, in, out] */
  readonly filter: tf.Tensor4D
  /** [out] */
  readonly bias: tf.Tensor1D
}

export interface FoldedParameters {
  /** By the convolution's name in the state dict, without `.weight`. */
  readonly convolutions: ReadonlyMap<string, FoldedConvolution>
  /** What no norm follows, unchanged: the attention's MLPs and the head. */
  readonly rest: Parameters
  /** What the backbone's convolutions and all between them are computed in; gates and head always are in float32. */
  readonly precision: Precision
  dispose(): void
}

const epsilon = 1e-5

/**
 * Every convolution of the network with its norm folded in, and copies of the rest: the network can be trained on or disposed
 * afterwards.
 *
 * A norm by stored statistics is affine, γ·(y − μ)/√(σ² + ε) + β per channel, and so is a convolution y = w * x. With
 * f = γ/√(σ² + ε) the two are one convolution with w' = f·w and the bias b' = β − f·μ. ε is 1e-5, as in every norm here.
 */
export function foldParameters({ specs, parameters }: Network, precision: Precision): FoldedParameters {
  const convolutions = new Map<string, FoldedConvolution>()
  const rest = new Map<string, tf.Variable>()
  const normed = new Set<string>()
  for (const { name, kind } of specs) {
    if (kind !== 'convolution') continue
    const convolution = name.slice(0, -'.weight'.length)
    const norm = normBehind(convolution)
    const precisely = convolution.endsWith('.spatial.conv') ? 'float32' : precision
    convolutions.set(convolution, fold(parameters, convolution, norm, precisely))
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) normed.add(`${norm}.${part}`)
  }
  for (const { name, kind } of specs) {
    if (kind === 'convolution' || normed.has(name)) continue
    // Not a clone, which shares the memory that a step of training writes to.
    const copy = tf.add(parameter(parameters, name), 0)
    rest.set(name, tf.variable(copy, false))
    copy.dispose()
  }
  return {
    convolutions,
    rest,
    precision,
    dispose() {
      for (const { filter, bias } of convolutions.values()) tf.dispose([filter, bias])
      for (const variable of rest.values()) variable.dispose()
    },
  }
}

/** torchvision's names: `conv2` has `bn2` behind it, `downsample.0` has `downsample.1`, `spatial.conv` has `spatial.bn`. */
function normBehind(convolution: string): string {
  const [, before, last] = /^(.*\.)?([^.]+)$/.exec(convolution) as unknown as [string, string | undefined, string]
  return `${before ?? ''}${last === '0' ? '1' : last.replace('conv', 'bn')}`
}

function fold(parameters: Parameters, convolution: string, norm: string, precision: Precision): FoldedConvolution {
  const of = (name: string): tf.Tensor => parameter(parameters, name)
  return tf.tidy(() => {
    const factor = tf.mul(of(`${norm}.weight`), tf.rsqrt(tf.add(of(`${norm}.running_var`), epsilon)))
    const filter = tf.mul(of(`${convolution}.weight`), factor) as tf.Tensor4D
    const bias = tf.sub(of(`${norm}.bias`), tf.mul(factor, of(`${norm}.running_mean`))) as tf.Tensor1D
    return { filter: convert(filter, precision), bias: convert(bias, precision) }
  })
}
