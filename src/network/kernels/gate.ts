import * as tf from '@tensorflow/tfjs-core'
import { cast } from './convert.ts'
import { elementType } from './element-type.ts'
import { defineKernel, executeOne } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** x ⊗ gate: [N, H, W, C] times [N, 1, 1, C] or [N, H, W, 1], as attention does. The gate is float32, x may be bfloat16. */
export function applyGate(x: tf.Tensor4D, gate: tf.Tensor4D): tf.Tensor4D {
  const [output] = native({ x, gate }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.mul(x, gate)
}

const native = defineKernel({
  name: 'ApplyGate',
  inputs: ['x', 'gate'],
  run: ([x, gate]) => multiply(x as tf.Tensor, gate as tf.Tensor),
  savesInputs: ['x', 'gate'],
  gradient: (dys, saved) => {
    const [dy, x, gate] = [...dys, ...saved] as [tf.Tensor, tf.Tensor, tf.Tensor]
    const forX = multiply(dy, gate)
    const forGate = tf.tidy(() => {
      const spread = [1, 2, 3].filter((axis) => gate.shape[axis] === 1)
      return cast(
        executeOne('Sum', [executeOne('Mul', [dy, x]), wholeNumbers(spread)], { flags: { keep_dims: true } }),
        'float32',
      )
    })
    tf.dispose([dy, x, gate])
    return { x: () => forX, gate: () => forGate }
  },
})

function multiply(x: tf.Tensor, gate: tf.Tensor): tf.Tensor {
  const alike = cast(gate, elementType(x))
  const product = executeOne('Mul', [x, alike])
  alike.dispose()
  return product
}
