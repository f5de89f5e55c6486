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
import * as tf from '@tensorflow/tfjs-core'
import {
  adopt,
  backendName,
  elementType,
  tensorFlow,
  typeNumber,
  type ElementType,
  type NativeTensor,
} from './element-type.ts'

/** Attributes of an operation by kind, as its definition in TensorFlow names them. */
export interface OperationAttributes {
  /** All type attributes; where left out `T` alone, which is then the type of the first input of floats. */
  readonly types?: Readonly<Record<string, ElementType>>
  readonly integers?: Readonly<Record<string, number | readonly number[]>>
  readonly shapes?: Readonly<Record<string, readonly number[]>>
  readonly floats?: Readonly<Record<string, number>>
  readonly flags?: Readonly<Record<string, boolean>>
  readonly texts?: Readonly<Record<string, string>>
  /** Lists need the binding that set-up compiles; one that came ready-made refuses them. */
  readonly textLists?: Readonly<Record<string, readonly string[]>>
  /** How many types the list has; each is the type of the first input of floats. */
  readonly typeLists?: Readonly<Record<string, number>>
}

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

export type KernelAttributes = Readonly<Record<string, number | boolean | readonly number[]>>

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
    const outputs = tf.engine().runKernel(kernelName, { ...inputs }, { ...attributes } as tf.NamedAttrMap) as
      tf.Tensor | tf.Tensor[]
    return Array.isArray(outputs) ? outputs : [outputs]
  }
}

/** Runs an operation of TensorFlow by its name. */
export function execute(
  operation: string,
  inputs: readonly tf.TensorInfo[],
  attributes: OperationAttributes = {},
  outputs = 1,
): tf.Tensor[] {
  return executeNative(operation, inputs, attributes, outputs).map(adopt)
}

/** The same for a caller who looks after the tensors it makes. */
export function executeNative(
  operation: string,
  inputs: readonly tf.TensorInfo[],
  attributes: OperationAttributes,
  outputs: number,
): NativeTensor[] {
  const backend = tensorFlow()
  return backend.binding.executeOp(operation, listed(attributes, inputs), backend.getInputTensorIds(inputs), outputs)
}

export function executeOne(
  operation: string,
  inputs: readonly tf.TensorInfo[],
  attributes: OperationAttributes = {},
): tf.Tensor {
  return execute(operation, inputs, attributes)[0] as tf.Tensor
}

/** The attributes as the binding takes them. */
function listed(attributes: OperationAttributes, inputs: readonly tf.TensorInfo[]): object[] {
  const { binding } = tensorFlow()
  const { types, typeLists, integers, shapes, floats, flags, texts, textLists } = attributes
  const list: object[] = []
  const add = (type: number, values: Readonly<Record<string, unknown>> | undefined): void => {
    for (const name in values) list.push({ name, type, value: values[name] })
  }
  for (const name in types) list.push({ name, type: binding.TF_ATTR_TYPE, value: typeNumber(types[name]!) })
  if (!types || typeLists) {
    const number = typeNumber(floatType(inputs))
    if (!types) list.push({ name: 'T', type: binding.TF_ATTR_TYPE, value: number })
    for (const name in typeLists) {
      list.push({ name, type: binding.TF_ATTR_TYPE, value: new Array<number>(typeLists[name]!).fill(number) })
    }
  }
  add(binding.TF_ATTR_INT, integers)
  add(binding.TF_ATTR_SHAPE, shapes)
  add(binding.TF_ATTR_FLOAT, floats)
  add(binding.TF_ATTR_BOOL, flags)
  add(binding.TF_ATTR_STRING, texts)
  add(binding.TF_ATTR_STRING, textLists)
  return list
}

function floatType(inputs: readonly tf.TensorInfo[]): ElementType {
  for (const input of inputs) {
    const type = elementType(input)
    if (type === 'float32' || type === 'bfloat16') return type
  }
  return 'float32'
}
