import * as tf from '@tensorflow/tfjs-core'
import { alike } from './convert.ts'
import { addBorder, everySecond } from './places.ts'
import { convolvePointwise } from './pointwise.ts'
import { defineKernel, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'

export interface ConvolutionGeometry {
  readonly stride: 1 | 2
  /** Zeros on each of the four sides. */
  readonly padding: number
}

/** Convolution of [N, H, W, in] with a filter [height, width, in, out]. */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D {
  return (
    onTensorFlow(x, filter, geometry) ?? tf.conv2d(addBorder(x, geometry.padding), filter, geometry.stride, 'valid')
  )
}

/**
 * oneDNN takes a convolution only with TensorFlow's own kinds of padding; with explicit padding another kernel runs, two to
 * forty times slower. So the border is left to `SAME` where that means the same, and else is made beforehand.
 */
function onTensorFlow(x: tf.Tensor4D, filter: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D | undefined {
  const { stride, padding } = geometry
  if (filter.shape[0] * filter.shape[1] === 1 && padding === 0) {
    // What the stride jumps over is left out: less to read in both directions.
    const picked = stride === 2 ? everySecond(x) : x
    return picked && convolvePointwise(picked, alike(filter, x))
  }
  const same = padding > 0 && [1, 2].every((axis) => samePads(x.shape[axis]!, filter.shape[axis - 1]!, geometry))
  return run(same ? x : addBorder(x, padding), filter, { stride, same })
}

/** Whether TensorFlow's `SAME` puts `padding` on either side; where the sum is odd it puts more behind than before. */
function samePads(length: number, filterLength: number, { stride, padding }: ConvolutionGeometry): boolean {
  return (Math.ceil(length / stride) - 1) * stride + filterLength - length === 2 * padding
}

type NativeGeometry = { readonly stride: number; readonly same: boolean }

function run(x: tf.Tensor4D, filter: tf.Tensor4D, geometry: NativeGeometry): tf.Tensor4D | undefined {
  const [output] = native({ x, filter: alike(filter, x) }, geometry) ?? []
  return output as tf.Tensor4D | undefined
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
  const { stride, same } = attributes as NativeGeometry
  return {
    integers: { strides: [1, stride, stride, 1], dilations: [1, 1, 1, 1] },
    texts: { padding: same ? 'SAME' : 'VALID', data_format: 'NHWC' },
    flags: { use_cudnn_on_gpu: true },
  }
}
