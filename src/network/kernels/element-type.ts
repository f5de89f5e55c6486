import * as tf from '@tensorflow/tfjs-core'

/** Types of elements that the kernels here know; tfjs itself has no bfloat16. */
export type ElementType = 'float32' | 'bfloat16' | 'int32' | 'bool' | 'resource'

/** A tensor in TensorFlow's hands. */
export interface NativeTensor {
  readonly id: number
  readonly shape: number[]
  /** TensorFlow's number of the element type. */
  readonly dtype: number
}

interface StoredTensor extends NativeTensor {
  /** What TensorFlow has not been handed yet. */
  readonly values: Int32Array | null
  readonly refCount: number
}

/** What we use of the TensorFlow backend of tfjs-node. */
export interface TensorFlowBackend {
  readonly binding: {
    executeOp(name: string, attributes: object[], inputs: readonly number[], outputs: number): NativeTensor[]
    deleteTensor(id: number): void
  } & Readonly<Record<`TF_ATTR_${'TYPE' | 'SHAPE' | 'INT' | 'FLOAT' | 'BOOL' | 'STRING'}`, number>>
  readonly tensorMap: {
    get(dataId: object): NativeTensor
    set(dataId: object, stored: StoredTensor): void
  }
  getInputTensorIds(inputs: readonly tf.TensorInfo[]): number[]
  createOutputTensor(made: NativeTensor): tf.Tensor
  readonly isUsingGpuDevice: boolean
}

export const backendName = 'tensorflow'

export function tensorFlow(): TensorFlowBackend {
  return tf.backend() as unknown as TensorFlowBackend
}

/** As TensorFlow's C interface numbers them. */
const numbers = { float32: 1, int32: 3, bool: 10, bfloat16: 14, resource: 20 } as const satisfies Record<
  ElementType,
  number
>

const names = new Map(Object.entries(numbers).map(([name, number]) => [number as number, name as ElementType]))

export function typeNumber(type: ElementType): number {
  return numbers[type]
}

/** What the elements of a tensor of the TensorFlow backend really are. */
export function elementType(tensor: tf.TensorInfo): ElementType {
  const { dtype } = tensorFlow().tensorMap.get(tensor.dataId)
  const name = names.get(dtype)
  if (name === undefined) throw new Error(`TensorFlow's element type ${dtype} is not known here.`)
  return name
}

/** Frees the tensor that a variable holds. The variable is of no use until it holds another. */
export function release(variable: tf.Variable): void {
  const { binding, tensorMap } = tensorFlow()
  binding.deleteTensor(tensorMap.get(variable.dataId).id)
}

/** Gives a variable whose tensor was released another one of the same shape and type. */
export function hold(variable: tf.Variable, { id }: NativeTensor): void {
  const { tensorMap } = tensorFlow()
  tensorMap.set(variable.dataId, { ...(tensorMap.get(variable.dataId) as StoredTensor), id })
}

/**
 * Hands a tensor of TensorFlow's to tfjs. For tfjs a bfloat16 tensor has the type float32, because its gradient tape takes
 * no other; that is safe, since every plain operation of tfjs-node then asks TensorFlow for float32 and is refused, as is
 * reading the values.
 */
export function adopt(made: NativeTensor): tf.Tensor {
  const backend = tensorFlow()
  if (made.dtype !== numbers.bfloat16) return backend.createOutputTensor(made)
  const dataId = {}
  backend.tensorMap.set(dataId, { ...made, values: null, refCount: 1 })
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape: made.shape, dtype: 'float32' })
}
