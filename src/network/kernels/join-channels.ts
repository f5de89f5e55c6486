import * as tf from '@tensorflow/tfjs-core'
import { elementType } from './element-type.ts'
import { defineKernel, execute, executeOne } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** What several branches made of one input, [N, H, W, C] each, with their channels side by side. */
export function joinChannels(parts: readonly tf.Tensor4D[]): tf.Tensor4D {
  const native = natives.get(parts.length)
  if (!native) throw new RangeError(`${parts.length} branches can't be joined.`)
  const widths = parts.map((part) => part.shape[3])
  const [output] = native(Object.fromEntries(parts.map((part, place) => [nameOf(place), part])), { widths }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.concat([...parts], 3)
}

function nameOf(place: number): string {
  return `part${place}`
}

function define(count: number): ReturnType<typeof defineKernel> {
  const inputs = Array.from({ length: count }, (_, place) => nameOf(place))
  return defineKernel({
    name: `JoinChannels-${count}`,
    inputs,
    run: (parts) => executeOne('ConcatV2', [...parts, wholeNumbers([3], [])], { integers: { N: count } }),
    gradient: ([dy], _, { widths }) => {
      const sizes = wholeNumbers(widths as number[])
      const parts = execute(
        'SplitV',
        [dy!, sizes, wholeNumbers([3], [])],
        { types: { T: elementType(dy!), Tlen: 'int32' }, integers: { num_split: count } },
        count,
      )
      dy!.dispose()
      return Object.fromEntries(inputs.map((name, place) => [name, () => parts[place]!]))
    },
  })
}

/** By how many there are to join. */
const natives = new Map([2, 3, 4].map((count) => [count, define(count)]))
