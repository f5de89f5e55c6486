import * as tf from '@tensorflow/tfjs-core'
import { alike } from './convert.ts'
import { defineKernel, executeOne, type OperationAttributes } from './tensorflow.ts'

/** ReLU(x + bias), the bias having one value per channel of [N, …, C]. */
export function addBiasRelu<T extends tf.Tensor>(x: T, bias: tf.Tensor1D): T {
  const [output] = native({ x, bias: alike(bias, x) }) ?? []
  return (output as T | undefined) ?? tf.relu(tf.add(x, bias))
}

const channelsLast: OperationAttributes = { texts: { data_format: 'NHWC' } }

const native = defineKernel({
  name: 'AddBiasRelu',
  inputs: ['x', 'bias'],
  run: (inputs) => {
    const sum = executeOne('BiasAdd', inputs, channelsLast)
    const rectified = executeOne('Relu', [sum])
    sum.dispose()
    return rectified
  },
  savesOutputs: [true],
  gradient: (dys, saved) => {
    const [dy, output] = [...dys, ...saved] as [tf.Tensor, tf.Tensor]
    const gradient = executeOne('ReluGrad', [dy, output])
    const forBias = executeOne('BiasAddGrad', [gradient], channelsLast)
    tf.dispose([dy, output])
    return { x: () => gradient, bias: () => forBias }
  },
})
