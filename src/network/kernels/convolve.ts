import * as tf from '@tensorflow/tfjs-core'
import type { ConvolutionGeometry } from '../architecture/frame-plan.ts'
import { alike } from './convert.ts'
import { elementType, tensorFlow } from './element-type.ts'
import { addBorder, everySecond } from './places.ts'
import { convolvePointwise } from './pointwise.ts'
import { product } from './product.ts'
import { defineKernel, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

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
  const [rows, columns] = padding
  if (stride !== 4 && filter.shape[0] * filter.shape[1] === 1 && rows + columns === 0) {
    // What the stride jumps over is left out: less to read in both directions.
    const picked = stride === 2 ? everySecond(x) : x
    return picked && convolvePointwise(picked, alike(filter, x))
  }
  const same = ([0, 1] as const).every((axis) =>
    samePads(x.shape[axis + 1]!, filter.shape[axis], { stride, padding: padding[axis] }),
  )
  return run(same ? x : addBorder(x, padding), filter, { stride, same })
}

/** Whether TensorFlow's `SAME` puts `padding` on either side; where the sum is odd it puts more behind than before. */
export function samePads(
  length: number,
  filterLength: number,
  { stride, padding }: { readonly stride: number; readonly padding: number },
): boolean {
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
    const filterGradient = gradientOfFilter(x, filter, dy, attributes)
    return {
      filter: () => filterGradient,
      x: () => {
        const gradient = executeOne('Conv2DBackpropInput', [wholeNumbers(x.shape), filter, dy], conv)
        tf.dispose([dy, x, filter])
        return gradient
      },
    }
  },
})

/**
 * oneDNN takes long for this where channels are many and places few, in bfloat16 above all: there the windows are laid out
 * beside each other, and one product does the rest.
 */
function gradientOfFilter(x: tf.Tensor, filter: tf.Tensor, dy: tf.Tensor, attributes: KernelAttributes): tf.Tensor {
  const { stride, same } = attributes as NativeGeometry
  const [height, width, channels] = filter.shape as [number, number, number]
  // Measured on 3×3 filters at 112² and 224².
  const many = elementType(x) === 'bfloat16' ? 512 : 1024
  if (tensorFlow().isUsingGpuDevice || channels * stride < many) {
    return executeOne('Conv2DBackpropFilter', [x, wholeNumbers(filter.shape), dy], operationAttributes(attributes))
  }
  const windows = executeOne('ExtractImagePatches', [x], {
    integers: { ksizes: [1, height, width, 1], strides: [1, stride, stride, 1], rates: [1, 1, 1, 1] },
    texts: { padding: same ? 'SAME' : 'VALID' },
  })
  const gradient = product(windows, dy, filter.shape, { transpose_a: true })
  windows.dispose()
  return gradient
}

function operationAttributes(attributes: KernelAttributes): OperationAttributes {
  const { stride, same } = attributes as NativeGeometry
  return {
    integers: { strides: [1, stride, stride, 1], dilations: [1, 1, 1, 1] },
    texts: { padding: same ? 'SAME' : 'VALID', data_format: 'NHWC' },
    flags: { use_cudnn_on_gpu: true },
  }
}
