import * as tf from '@tensorflow/tfjs-core'
import { backendName, elementType, type ElementType } from './element-type.ts'
import { defineKernel, executeOne } from './tensorflow.ts'

/** Numbers that a network computes with. `bf16` is bfloat16, which only the TensorFlow backend has. */
export type Precision = 'float32' | 'bf16'

/**
 * x in another precision: a tensor of its own even where it has that already. Its gradient comes back in the precision that x
 * has.
 */
export function convert<T extends tf.Tensor>(x: T, to: Precision): T {
  const [output] = native({ x }, { toBf16: to === 'bf16' }) ?? []
  return (output as T | undefined) ?? x.clone()
}

/** `x` in the precision of `other`: what an operation on both needs. */
export function alike<T extends tf.Tensor>(x: T, other: tf.Tensor): T {
  return tf.getBackend() === backendName && elementType(other) === 'bfloat16' ? convert(x, 'bf16') : x
}

const native = defineKernel({
  name: 'Convert',
  inputs: ['x'],
  run: ([x], { toBf16 }) => cast(x as tf.Tensor, toBf16 === true ? 'bfloat16' : 'float32'),
  // Saved for its type alone.
  savesInputs: ['x'],
  gradient: ([dy], [x]) => ({
    x: () => {
      const gradient = cast(dy as tf.Tensor, elementType(x as tf.Tensor))
      ;(dy as tf.Tensor).dispose()
      ;(x as tf.Tensor).dispose()
      return gradient
    },
  }),
})

/** The same outside of any gradient: what the TensorFlow backend holds, with other elements. A tensor of its own. */
export function cast<T extends tf.Tensor>(x: T, to: ElementType): T {
  const from = elementType(x)
  if (from === to) return x.clone()
  return executeOne('Cast', [x], { types: { SrcT: from, DstT: to }, flags: { Truncate: false } }) as T
}
