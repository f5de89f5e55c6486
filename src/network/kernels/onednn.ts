import * as tf from '@tensorflow/tfjs-core'
import { backendName, tensorFlow } from './element-type.ts'

/**
 * The text attribute by which TensorFlow takes one of oneDNN's kernels outside of a graph; in one, its own rewriting sets
 * it. They are part of TensorFlow for x86 processors only, under names that begin with `_MklNative`.
 */
export const byName = { _kernel: 'MklNameChangeOp' } as const

/**
 * Whether this machine's TensorFlow has a kernel of oneDNN's and its binding can call it: `trial` runs it on a few values and
 * says whether the answer is right. It is tried once, and never where TensorFlow computes on a GPU.
 */
export function triedOnce(trial: () => boolean): () => boolean {
  let found: boolean | undefined
  return () => {
    if (tf.getBackend() !== backendName) return false
    return (found ??= !tensorFlow().isUsingGpuDevice && works(trial))
  }
}

function works(trial: () => boolean): boolean {
  try {
    return tf.tidy(trial)
  } catch {
    return false
  }
}
