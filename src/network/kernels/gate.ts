import * as tf from '@tensorflow/tfjs-core'
import { defineKernel, executeOne } from './tensorflow.ts'

/** x ⊗ gate: [N, H, W, C] times [N, 1, 1, C] or [N, H, W, 1], as attention does. */
export function applyGate(x: tf.Tensor4D, gate: tf.Tensor4D): tf.Tensor4D {
  const [output] = native({ x, gate }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.mul(x, gate)
}

const native = defineKernel({
  name: 'ApplyGate',
  inputs: ['x', 'gate'],
  run: (inputs) => executeOne('Mul', inputs),
  savesInputs: ['x', 'gate'],
  gradient: (dys, saved) => {
    const [dy, x, gate] = [...dys, ...saved] as [tf.Tensor, tf.Tensor, tf.Tensor]
    const spread = [1, 2, 3].filter((axis) => gate.shape[axis] === 1)
    const forX = executeOne('Mul', [dy, gate])
    const forGate = tf.tidy(() => tf.sum(executeOne('Mul', [dy, x]), spread, true))
    tf.dispose([dy, x, gate])
    return { x: () => forX, gate: () => forGate }
  },
})
