import * as tf from '@tensorflow/tfjs-core'

/**
 * TensorFlow's own kernels, where the backend is TensorFlow: tfjs has no fused batch norm for training, no ReluGrad and no
 * explicit padding in gradients, and what it composes instead is two to three times slower. On other backends the callers
 * in this folder compose the same from plain tfjs operations.
 *
 * A kernel is registered with tfjs together with its gradient, not made by `customGrad`: gradients are then functions that
 * are called only for inputs that need one, so no gradient of the video itself is computed.
 *
 * Memory: tfjs would hold every saved tensor and every gradient to the end of the pass. A gradient here disposes what was
 * saved for it, and `dy`, when it is through with them. `dy` is nobody else's: tfjs adds gradients up per tensor and hands
 * only the sum on.
 */
interface TensorFlowBackend {
  readonly binding: Readonly<Record<AttributeType, number>> & { readonly TF_FLOAT: number }
  executeMultipleOutputs(name: string, attributes: object[], inputs: tf.TensorInfo[], outputs: number): tf.Tensor[]
}

type AttributeType = 'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING'

/** Attributes of an operation by kind, as its definition in TensorFlow names them. */
export interface OperationAttributes {
  readonly types?: readonly string[]
  readonly integers?: Readonly<Record<string, number | readonly number[]>>
  readonly floats?: Readonly<Record<string, number>>
  readonly flags?: Readonly<Record<string, boolean>>
  readonly texts?: Readonly<Record<string, string>>
  /** Lists need the binding that set-up compiles; one that came ready-made refuses them. */
  readonly textLists?: Readonly<Record<string, readonly string[]>>
  /** How many types the list has; each is the one that `T` is. */
  readonly typeLists?: Readonly<Record<string, number>>
}

const backendName = 'tensorflow'

export interface KernelDefinition {
  readonly name: string
  readonly run: (inputs: readonly tf.Tensor[], attributes: KernelAttributes) => tf.Tensor | tf.Tensor[]
  readonly inputs: readonly string[]
  readonly savesInputs?: readonly string[]
  readonly savesOutputs?: readonly boolean[]
  /** `dys` has one gradient per output; the answer one function per input that can have one. */
  readonly gradient: (
    dys: readonly tf.Tensor[],
    saved: readonly tf.Tensor[],
    attributes: KernelAttributes,
  ) => Record<string, () => tf.Tensor>
}

export type KernelAttributes = Readonly<Record<string, number | boolean>>

/** Registers a kernel and gives the function that runs it, or undefined where the backend in use is another. */
export function defineKernel(
  definition: KernelDefinition,
): (inputs: Readonly<Record<string, tf.Tensor>>, attributes?: KernelAttributes) => tf.Tensor[] | undefined {
  const kernelName = `Touchline${definition.name}`
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      definition.run(
        definition.inputs.map((input) => inputs[input] as tf.Tensor),
        (attrs ?? {}) as KernelAttributes,
      ),
  })
  tf.registerGradient({
    kernelName,
    inputsToSave: [...(definition.savesInputs ?? [])],
    outputsToSave: [...(definition.savesOutputs ?? [])],
    gradFunc: (dy, saved, attributes) =>
      definition.gradient(Array.isArray(dy) ? dy : [dy], saved, attributes as KernelAttributes),
  })
  return (inputs, attributes = {}) => {
    if (tf.getBackend() !== backendName) return undefined
    const outputs = tf.engine().runKernel(kernelName, { ...inputs }, { ...attributes }) as tf.Tensor | tf.Tensor[]
    return Array.isArray(outputs) ? outputs : [outputs]
  }
}

/** Runs an operation of TensorFlow by its name. `T` and every further type attribute is float32. */
export function execute(
  operation: string,
  inputs: readonly tf.Tensor[],
  attributes: OperationAttributes = {},
  outputs = 1,
): tf.Tensor[] {
  const backend = tf.backend() as unknown as TensorFlowBackend
  const { binding } = backend
  const { types = [], integers = {}, floats = {}, flags = {}, texts = {}, textLists = {}, typeLists = {} } = attributes
  const listed = [
    ...['T', ...types].map((name) => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT })),
    ...Object.entries(integers).map(([name, value]) => ({ name, type: binding.TF_ATTR_INT, value })),
    ...Object.entries(floats).map(([name, value]) => ({ name, type: binding.TF_ATTR_FLOAT, value })),
    ...Object.entries(flags).map(([name, value]) => ({ name, type: binding.TF_ATTR_BOOL, value })),
    ...Object.entries({ ...texts, ...textLists }).map(([name, value]) => ({
      name,
      type: binding.TF_ATTR_STRING,
      value,
    })),
    ...Object.entries(typeLists).map(([name, length]) => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: new Array<number>(length).fill(binding.TF_FLOAT),
    })),
  ]
  return backend.executeMultipleOutputs(operation, listed, [...inputs], outputs)
}

export function executeOne(
  operation: string,
  inputs: readonly tf.Tensor[],
  attributes: OperationAttributes = {},
): tf.Tensor {
  return execute(operation, inputs, attributes)[0] as tf.Tensor
}
