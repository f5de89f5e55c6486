import * as tf from '@tensorflow/tfjs-core'
import type { Preprocessing } from '../../contract/learning.ts'

/**
 * Clips as the network takes them, from the bytes that the loader hands over: (byte / 255 − mean) / std per channel,
 * worked out where the network runs. Training, scoring, prediction and Grad-CAM all come through here.
 * @param bytes [count, frames, size, size, 3], as many frames as there are
 * @returns floats [count, frames, size, size, 3]
 */
export function networkInput(
  bytes: Uint8Array,
  count: number,
  { size, mean, std }: Pick<Preprocessing, 'size' | 'mean' | 'std'>,
): tf.Tensor5D {
  return tf.tidy(() => {
    const row = size * 3
    const rows = bytes.length / row
    // One multiplication and one addition per value, over whole rows of pixels: channel after channel is slower.
    const scale = Float32Array.from({ length: row }, (_, at) => 1 / (255 * std[at % 3]!))
    const shift = Float32Array.from({ length: row }, (_, at) => -mean[at % 3]! / std[at % 3]!)
    const normalised = tf.add(tf.mul(asFloats(bytes, [rows, row]), tf.tensor1d(scale)), tf.tensor1d(shift))
    return tf.reshape(normalised, [count, rows / (count * size), size, size, 3])
  })
}

/** What the TensorFlow backend has, and tfjs does not name, for tensors of bytes. */
interface TensorFlowBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number
    readonly TF_FLOAT: number
    readonly TF_UINT8: number
    createTensor(shape: readonly number[], type: number, values: Uint8Array): number
    executeOp(operation: string, attributes: readonly object[], inputs: readonly number[], outputs: number): [object]
    deleteTensor(id: number): void
  }
  createOutputTensor(made: object): tf.Tensor
}

/**
 * Bytes as float32 numbers on the device. tfjs has no tensors of bytes: it would make each a number of four bytes before
 * it hands them on. TensorFlow has them, and turns them into floats itself.
 */
function asFloats(bytes: Uint8Array, shape: [number, number]): tf.Tensor {
  if (tf.getBackend() !== 'tensorflow') return tf.tensor2d(bytes, shape, 'float32')
  const backend = tf.backend() as unknown as TensorFlowBackend
  const { binding } = backend
  const uploaded = binding.createTensor(shape, binding.TF_UINT8, bytes)
  const types = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: binding.TF_UINT8 },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  ]
  const [floats] = binding.executeOp('Cast', types, [uploaded], 1)
  binding.deleteTensor(uploaded)
  return backend.createOutputTensor(floats)
}
