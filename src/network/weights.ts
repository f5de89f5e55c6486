import { Problem } from '../domain/problem.ts'
import type { ParameterSpec } from './architecture/parameter-spec.ts'
import { listed } from './listed.ts'
import type { Network } from './network.ts'
import { nativeShape, parameter, toNativeLayout, toTorchLayout } from './parameters.ts'
import { allNumbers, holdsFloats, type FileTensor } from './tensor-file.ts'
import * as tf from '@tensorflow/tfjs-core'

export interface LoadOptions {
  /** Name in the file of a name of ours, where they differ. */
  readonly fileName?: (name: string) => string
  /** Which of our names the file may lack; those keep their values. None where left out. */
  readonly mayLack?: (name: string) => boolean
  /** Which names of the file may go unused. Only `num_batches_tracked` where left out. */
  readonly mayIgnore?: (name: string) => boolean
}

export interface LoadReport {
  readonly loaded: readonly string[]
  /** Ours that the file lacks. */
  readonly missing: readonly string[]
  /** The file's that have no place here. */
  readonly leftOver: readonly string[]
}

/**
 * Everything that PyTorch's `load_state_dict(strict=True)` asks of a file, in its names and layouts; batch norms get a
 * `num_batches_tracked`, which only counts steps.
 */
export function exportWeights(network: Network, stepsTrained = 0): Map<string, FileTensor> {
  const tensors = new Map<string, FileTensor>()
  for (const spec of network.specs) {
    const values = parameter(network.parameters, spec.name).dataSync<'float32'>()
    tensors.set(spec.name, { shape: spec.torchShape, values: toTorchLayout(spec, values) })
    if (spec.kind === 'variance') {
      const name = spec.name.replace(/running_var$/, 'num_batches_tracked')
      tensors.set(name, { shape: [], values: BigInt64Array.of(BigInt(stepsTrained)) })
    }
  }
  return tensors
}

/**
 * Puts a file's tensors into a network. Nothing is changed unless everything fits: throws Problem MODEL_UNUSABLE naming
 * what is missing, left over, of another shape or no number.
 */
export function loadWeights(
  network: Network,
  tensors: ReadonlyMap<string, FileTensor>,
  options: LoadOptions = {},
): LoadReport {
  const { fileName = (name: string) => name, mayLack = () => false, mayIgnore = () => false } = options
  const found = network.specs.map((spec) => ({ spec, tensor: tensors.get(fileName(spec.name)) }))
  const missing = found.filter(({ tensor }) => !tensor).map(({ spec }) => spec.name)
  const used = new Set(network.specs.map((spec) => fileName(spec.name)))
  const leftOver = [...tensors.keys()].filter((name) => !used.has(name) && !name.endsWith('num_batches_tracked'))
  const mismatched = found.flatMap(({ spec, tensor }) => mismatch(spec, tensor))
  const broken = found.filter(({ tensor }) => !allNumbers(tensor)).map(({ spec }) => spec.name)
  const complaints = [
    ...listed(
      'it lacks',
      missing.filter((name) => !mayLack(name)),
    ),
    ...listed(
      'it has too much:',
      leftOver.filter((name) => !mayIgnore(name)),
    ),
    ...listed('shapes differ:', mismatched),
    ...listed('values are infinite or no numbers in', broken),
  ]
  if (complaints.length > 0) {
    throw new Problem(
      'MODEL_UNUSABLE',
      `These weights do not fit the network: ${complaints.join('; ')}. Choose the network that they were saved from.`,
      { details: { missing, leftOver, mismatched, broken } },
    )
  }
  for (const { spec, tensor } of found) {
    if (tensor?.values instanceof Float32Array) assign(network, spec, tensor.values)
  }
  return { loaded: found.filter(({ tensor }) => tensor).map(({ spec }) => spec.name), missing, leftOver }
}

function assign(network: Network, spec: ParameterSpec, values: Float32Array): void {
  tf.tidy(() => {
    const value = tf.tensor(toNativeLayout(spec, values), [...nativeShape(spec)], 'float32')
    parameter(network.parameters, spec.name).assign(value)
  })
}

function mismatch({ name, torchShape }: ParameterSpec, tensor: FileTensor | undefined): string[] {
  if (!tensor) return []
  if (holdsFloats(tensor, torchShape)) return []
  return [`${name} is [${tensor.shape.join(', ')}] in the file and [${torchShape.join(', ')}] in the network`]
}
