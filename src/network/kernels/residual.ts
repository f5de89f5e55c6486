import * as tf from '@tensorflow/tfjs-core'
import { defineKernel, executeOne } from './tensorflow.ts'

/** ReLU(a + b): the end of a residual block. */
export function addRelu<T extends tf.Tensor>(a: T, b: T): T {
  const [output] = nativeAddRelu({ a, b }) ?? []
  return (output as T | undefined) ?? tf.relu(tf.add(a, b))
}

/**
 * The same tensor for several consumers. Their gradients are added here and disposed; where tfjs adds them, all but the sum
 * stay in memory to the end of the pass.
 */
export function fork<T extends tf.Tensor>(x: T, ways: 2 | 3 | 4): T[] {
  return (nativeFork({ x }, { ways }) as T[] | undefined) ?? Array.from({ length: ways }, () => x)
}

const nativeAddRelu = defineKernel({
  name: 'AddRelu',
  inputs: ['a', 'b'],
  run: (inputs) => {
    const sum = executeOne('AddV2', inputs)
    const rectified = executeOne('Relu', [sum])
    sum.dispose()
    return rectified
  },
  savesOutputs: [true],
  gradient: (dys, saved) => {
    const [dy] = dys as [tf.Tensor]
    const [output] = saved as [tf.Tensor]
    const gradient = executeOne('ReluGrad', [dy, output])
    tf.dispose([dy, output])
    return { a: () => gradient, b: () => tf.clone(gradient) }
  },
})

const nativeFork = defineKernel({
  name: 'Fork',
  inputs: ['x'],
  run: ([x], { ways }) => Array.from({ length: Number(ways) }, () => tf.clone(x as tf.Tensor)),
  gradient: (dys) => ({
    x: () => {
      const sum = executeOne('AddN', dys, { integers: { N: dys.length } })
      tf.dispose([...dys])
      return sum
    },
  }),
})
