import type * as tf from '@tensorflow/tfjs-core'
import { elementType } from './element-type.ts'
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

const native = defineKernel({
  name: 'Convert',
  inputs: ['x'],
  run: ([x], { toBf16 }) => cast(x as tf.Tensor, toBf16 === true),
  savesInputs: ['x'],
  gradient: ([dy], [x]) => ({
    x: () => {
      const gradient = cast(dy as tf.Tensor, elementType(x as tf.Tensor) === 'bfloat16')
      ;(dy as tf.Tensor).dispose()
      ;(x as tf.Tensor).dispose()
      return gradient
    },
  }),
})

function cast(x: tf.Tensor, toBf16: boolean): tf.Tensor {
  const [from, to] = [elementType(x), toBf16 ? 'bfloat16' : 'float32'] as const
  if (from === to) return x.clone()
  return executeOne('Cast', [x], { types: { SrcT: from, DstT: to }, flags: { Truncate: false } })
}
