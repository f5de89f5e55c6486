import * as tf from '@tensorflow/tfjs-core'
import { defineKernel, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'

export interface ConvolutionGeometry {
  readonly stride: number
  /** Zeros on each of the four sides. */
  readonly padding: number
}

/** Convolution of [N, H, W, in] with a filter [height, width, in, out]. */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D {
  const [output] = native({ x, filter }, { ...geometry }) ?? []
  if (output) return output as tf.Tensor4D
  const { stride, padding } = geometry
  return tf.conv2d(padding === 0 ? x : tf.pad(x, sides(padding)), filter, stride, 'valid')
}

export function sides(padding: number): [number, number][] {
  return [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]
}

const native = defineKernel({
  name: 'Convolve',
  inputs: ['x', 'filter'],
  run: (inputs, attributes) => executeOne('Conv2D', inputs, operationAttributes(attributes)),
  savesInputs: ['x', 'filter'],
  gradient: (dys, saved, attributes) => {
    const [dy] = dys as [tf.Tensor]
    const [x, filter] = saved as [tf.Tensor, tf.Tensor]
    const conv = operationAttributes(attributes)
    const filterShape = tf.tensor1d(filter.shape, 'int32')
    const filterGradient = executeOne('Conv2DBackpropFilter', [x, filterShape, dy], conv)
    filterShape.dispose()
    return {
      filter: () => filterGradient,
      x: () => {
        const shape = tf.tensor1d(x.shape, 'int32')
        const gradient = executeOne('Conv2DBackpropInput', [shape, filter, dy], conv)
        tf.dispose([shape, dy, x, filter])
        return gradient
      },
    }
  },
})

function operationAttributes(attributes: KernelAttributes): OperationAttributes {
  const { stride, padding } = attributes as KernelAttributes & ConvolutionGeometry
  return {
    integers: {
      strides: [1, stride, stride, 1],
      dilations: [1, 1, 1, 1],
      ...(padding > 0 ? { explicit_paddings: sides(padding).flat() } : {}),
    },
    texts: { padding: padding > 0 ? 'EXPLICIT' : 'VALID', data_format: 'NHWC' },
    flags: { use_cudnn_on_gpu: true },
  }
}
