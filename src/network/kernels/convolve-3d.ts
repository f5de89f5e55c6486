import * as tf from '@tensorflow/tfjs-core'
import type { PerAxis, Sliding } from '../architecture/volume.ts'
import { alike } from './convert.ts'
import { samePads } from './convolve.ts'
import { elementType } from './element-type.ts'
import { addBorder } from './places.ts'
import { convolvePointwise } from './pointwise.ts'
import { defineKernel, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

export type Convolution3dGeometry = Pick<Sliding, 'stride' | 'padding'>

/**
 * Convolution of [N, T, H, W, in] with a filter [time, height, width, in, out]. On x86 processors TensorFlow leaves it to
 * oneDNN, which takes a tenth to a quarter less time than for two-dimensional ones over shifted frames. A bfloat16 x is
 * convolved in bfloat16.
 */
export function convolve3d(x: tf.Tensor5D, filter: tf.Tensor5D, geometry: Convolution3dGeometry): tf.Tensor5D {
  return (
    onTensorFlow(x, filter, geometry) ??
    tf.conv3d(addBorder(x, geometry.padding), filter, [...geometry.stride], 'valid')
  )
}

/** TensorFlow has no explicit padding in three dimensions: the border is made beforehand where `SAME` does not mean the same. */
function onTensorFlow(
  x: tf.Tensor5D,
  filter: tf.Tensor5D,
  { stride, padding }: Convolution3dGeometry,
): tf.Tensor5D | undefined {
  const everyPlace = stride.every((step) => step === 1)
  if (everyPlace && filter.shape.slice(0, 3).every((length) => length === 1))
    return convolvePointwise(x, alike(filter, x))
  const same = ([0, 1, 2] as const).every((axis) =>
    samePads(x.shape[axis + 1]!, filter.shape[axis]!, { stride: stride[axis], padding: padding[axis] }),
  )
  const [output] = native({ x: same ? x : addBorder(x, padding), filter: alike(filter, x) }, { stride, same }) ?? []
  return output as tf.Tensor5D | undefined
}

const native = defineKernel({
  name: 'Convolve3d',
  inputs: ['x', 'filter'],
  run: (inputs, attributes) => executeOne('Conv3D', inputs, operationAttributes(attributes)),
  savesInputs: ['x', 'filter'],
  gradient: (dys, saved, attributes) => {
    const [dy, x, filter] = [...dys, ...saved] as [tf.Tensor, tf.Tensor, tf.Tensor]
    const convolution = operationAttributes(attributes)
    const filterGradient = executeOne('Conv3DBackpropFilterV2', [x, wholeNumbers(filter.shape), dy], convolution)
    return {
      filter: () => filterGradient,
      x: () => {
        const gradient = executeOne('Conv3DBackpropInputV2', [wholeNumbers(x.shape), filter, dy], {
          ...convolution,
          types: { T: elementType(dy), Tshape: 'int32' },
        })
        tf.dispose([dy, x, filter])
        return gradient
      },
    }
  },
})

function operationAttributes(attributes: KernelAttributes): OperationAttributes {
  const { stride, same } = attributes as { stride: PerAxis; same: boolean }
  return {
    integers: { strides: [1, ...stride, 1], dilations: [1, 1, 1, 1, 1] },
    texts: { padding: same ? 'SAME' : 'VALID', data_format: 'NDHWC' },
  }
}
