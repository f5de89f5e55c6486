import * as tf from '@tensorflow/tfjs-core'
import { elementCount, isTrainable, type ParameterSpec } from './architecture/parameter-spec.ts'
import { createRandom, type Random } from '../domain/random.ts'

/** Every parameter and running statistic of a network by its PyTorch state-dict name, in TensorFlow's layout. */
export type Parameters = ReadonlyMap<string, tf.Variable>

/** Values in PyTorch's layout for a parameter. */
export type ParameterValues = (spec: ParameterSpec) => Float32Array

/** Makes the variables; the caller disposes them. `values` are in PyTorch's layout. */
export function createParameters(specs: readonly ParameterSpec[], values: ParameterValues): Parameters {
  return new Map(
    specs.map((spec) => {
      const initial = tf.tensor(toNativeLayout(spec, values(spec)), [...nativeShape(spec)], 'float32')
      const variable = tf.variable(initial, isTrainable(spec.kind))
      initial.dispose()
      return [spec.name, variable]
    }),
  )
}

export function parameter(parameters: Parameters, name: string): tf.Variable {
  const found = parameters.get(name)
  if (!found) throw new Error(`The network has no parameter called ${name}.`)
  return found
}

/** HWIO or THWIO for convolutions, [in, out] for matrices; the rest is the same in both. */
export function nativeShape({ kind, torchShape }: ParameterSpec): readonly number[] {
  if (kind === 'convolution') {
    const [outputs, inputs, ...window] = torchShape as readonly [number, number, ...number[]]
    return [...window, inputs, outputs]
  }
  if (kind === 'linear' || kind === 'lstmWeight') return [...torchShape].reverse()
  return torchShape
}

/** From PyTorch's layout to TensorFlow's: the axes output, input, place reversed. */
export function toNativeLayout(spec: ParameterSpec, values: Float32Array): Float32Array {
  const [outputs, inputs, places] = axes(spec)
  return reverseAxes(values, outputs, inputs, places)
}

/** From TensorFlow's layout to PyTorch's. */
export function toTorchLayout(spec: ParameterSpec, values: Float32Array): Float32Array {
  const [outputs, inputs, places] = axes(spec)
  return reverseAxes(values, places, inputs, outputs)
}

/** The values that PyTorch and torchvision start with, each parameter from a stream of its own name. */
export function startingValues(seed: number): ParameterValues {
  const random = createRandom(seed).stream('initial weights')
  return (spec) => {
    const values = new Float32Array(elementCount(spec.torchShape))
    const [outputs] = spec.torchShape as readonly [number, ...number[]]
    const stream = random.stream(spec.name)
    switch (spec.kind) {
      case 'convolution':
        if (spec.start === 'fan-in') {
          return fillUniform(values, 1 / Math.sqrt(elementCount(spec.torchShape.slice(1))), stream)
        }
        // torchvision's ResNets: He normal over fan-out, which keeps gradients level through ReLUs
        return fillNormal(values, Math.sqrt(2 / (outputs * elementCount(spec.torchShape.slice(2)))), stream)
      case 'linear':
        return fillUniform(values, 1 / Math.sqrt(elementCount(spec.torchShape.slice(1))), stream)
      case 'bias':
        return fillUniform(values, 1 / Math.sqrt(spec.fanIn ?? 1), stream)
      case 'lstmWeight':
      case 'lstmBias':
        return fillUniform(values, 1 / Math.sqrt(outputs / 4), stream)
      case 'scale':
      case 'variance':
        return values.fill(1)
      case 'shift':
      case 'mean':
        return values
    }
  }
}

function axes({ kind, torchShape }: ParameterSpec): [outputs: number, inputs: number, places: number] {
  if (kind !== 'convolution' && kind !== 'linear' && kind !== 'lstmWeight') return [elementCount(torchShape), 1, 1]
  return [torchShape[0] as number, torchShape[1] as number, elementCount(torchShape.slice(2))]
}

/** [first, second, third] to [third, second, first], row-major. */
function reverseAxes(values: Float32Array, first: number, second: number, third: number): Float32Array {
  if (second === 1 && third === 1) return values
  const reversed = new Float32Array(values.length)
  for (let i = 0, from = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      for (let k = 0; k < third; k++) reversed[(k * second + j) * first + i] = values[from++] as number
    }
  }
  return reversed
}

function fillUniform(values: Float32Array, bound: number, random: Random): Float32Array {
  for (let index = 0; index < values.length; index++) values[index] = (2 * random.next() - 1) * bound
  return values
}

/** Box and Muller's transform, two values at a time. */
function fillNormal(values: Float32Array, deviation: number, random: Random): Float32Array {
  for (let index = 0; index < values.length; index += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()))
    const angle = 2 * Math.PI * random.next()
    values[index] = radius * Math.cos(angle)
    if (index + 1 < values.length) values[index + 1] = radius * Math.sin(angle)
  }
  return values
}
