import * as tf from '@tensorflow/tfjs-core'
import { matrixProduct, product } from './product.ts'
import { defineKernel, execute, executeOne } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/**
 * The steps of an LSTM from zeros, and its last hidden state [clips, hidden]. `projected` is [clips, steps, 4·hidden], what
 * the input adds to the gates; `recurrent` is [hidden, 4·hidden]. Gates are in PyTorch's order: input, forget, candidate,
 * output.
 */
export function lstmSteps(projected: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor2D {
  const [last] = native({ projected, recurrent }) ?? []
  return (last as tf.Tensor2D | undefined) ?? composed(projected, recurrent, 'forwards').at(-1)!
}

/** Which way an LSTM goes over the steps. */
export type LstmDirection = 'forwards' | 'backwards'

/** The same, with the hidden state at every step, [clips, steps, hidden]. Backwards, that of the last step comes first. */
export function lstmStates(projected: tf.Tensor3D, recurrent: tf.Tensor2D, direction: LstmDirection): tf.Tensor3D {
  const [states] = nativeStates({ projected, recurrent }, { backwards: direction === 'backwards' }) ?? []
  return (states as tf.Tensor3D | undefined) ?? (tf.stack(composed(projected, recurrent, direction), 1) as tf.Tensor3D)
}

/** The hidden state at every step, in the order of the steps. */
function composed(projected: tf.Tensor3D, recurrent: tf.Tensor2D, direction: LstmDirection): tf.Tensor2D[] {
  const states: tf.Tensor2D[] = []
  let cell: tf.Tensor2D | undefined
  for (const fromInput of inOrder(tf.unstack(projected, 1) as tf.Tensor2D[], direction === 'backwards')) {
    const hidden = states.at(-1)
    const activation: tf.Tensor2D = hidden ? tf.add(fromInput, tf.matMul(hidden, recurrent)) : fromInput
    const [input, forget, candidate, output] = tf.split(activation, 4, 1) as Four<tf.Tensor2D>
    const added: tf.Tensor2D = tf.mul(tf.sigmoid(input), tf.tanh(candidate))
    cell = cell ? tf.add(tf.mul(tf.sigmoid(forget), cell), added) : added
    states.push(tf.mul(tf.sigmoid(output), tf.tanh(cell)))
  }
  return inOrder(states, direction === 'backwards')
}

/** From the order of steps to the order in which they are taken, or back. */
function inOrder<T>(steps: readonly T[], backwards: boolean): T[] {
  return backwards ? steps.toReversed() : [...steps]
}

type Four<T> = [input: T, forget: T, candidate: T, output: T]

/** What a step leaves for its gradient: the gates, the cell, its tanh and the hidden state, each [clips, hidden]. */
type Step = [...Four<tf.Tensor>, cell: tf.Tensor, squashed: tf.Tensor, hidden: tf.Tensor]

const perStep = 7

/**
 * All steps in one kernel. Its gradient of the recurrent weight is one product over all steps; where tfjs composes it, each
 * step writes one, and they are added up.
 */
const native = defineKernel({
  name: 'LstmSteps',
  inputs: ['projected', 'recurrent'],
  run: (inputs) => {
    const [projected, recurrent] = inputs as [tf.Tensor, tf.Tensor]
    return tf.tidy(() => {
      const steps = taken(unpack(projected, 1), recurrent)
      return [steps.at(-1)!.at(-1)!, pack(steps.flat(), 0)]
    })
  },
  savesInputs: ['recurrent'],
  savesOutputs: [false, true],
  gradient: (dys, saved) => {
    const [dLast, unused] = dys as [tf.Tensor, tf.Tensor]
    const [recurrent, packed] = saved as [tf.Tensor, tf.Tensor]
    const [projected, weight] = tf.tidy(() => {
      const steps = unpackSteps(packed)
      const ofGates = backward(steps, recurrent, [...steps.slice(1).map(() => undefined), dLast])
      return [pack(ofGates, 1), gradientOfRecurrent(steps, ofGates, recurrent)]
    }) as [tf.Tensor, tf.Tensor]
    tf.dispose([dLast, unused, recurrent, packed])
    return { projected: () => projected, recurrent: () => weight }
  },
})

/** The same, with the state at every step for an output, in either direction. */
const nativeStates = defineKernel({
  name: 'LstmStates',
  inputs: ['projected', 'recurrent'],
  run: (inputs, { backwards }) => {
    const [projected, recurrent] = inputs as [tf.Tensor, tf.Tensor]
    return tf.tidy(() => {
      const steps = taken(inOrder(unpack(projected, 1), backwards === true), recurrent)
      const states = steps.map((step) => step.at(-1)!)
      return [pack(inOrder(states, backwards === true), 1), pack(steps.flat(), 0)]
    })
  },
  savesInputs: ['recurrent'],
  savesOutputs: [false, true],
  gradient: (dys, saved, { backwards }) => {
    const [recurrent, packed] = saved as [tf.Tensor, tf.Tensor]
    const [projected, weight] = tf.tidy(() => {
      const steps = unpackSteps(packed)
      const ofGates = backward(steps, recurrent, inOrder(unpack(dys[0]!, 1), backwards === true))
      return [pack(inOrder(ofGates, backwards === true), 1), gradientOfRecurrent(steps, ofGates, recurrent)]
    }) as [tf.Tensor, tf.Tensor]
    tf.dispose([...dys, recurrent, packed])
    return { projected: () => projected, recurrent: () => weight }
  },
})

/** The steps from zeros, as they follow each other. @param projected what the input adds to the gates at each of them */
function taken(projected: readonly tf.Tensor[], recurrent: tf.Tensor): Step[] {
  const steps: Step[] = []
  for (const fromInput of projected) steps.push(forward(fromInput, recurrent, steps.at(-1)))
  return steps
}

function unpackSteps(packed: tf.Tensor): Step[] {
  const parts = unpack(packed, 0)
  return Array.from({ length: parts.length / perStep }, (_, step) => {
    return parts.slice(step * perStep, (step + 1) * perStep) as Step
  })
}

function gradientOfRecurrent(steps: readonly Step[], ofGates: readonly tf.Tensor[], recurrent: tf.Tensor): tf.Tensor {
  if (steps.length === 1) return tf.zerosLike(recurrent)
  const hiddenBefore = steps.slice(0, -1).map((step) => step.at(-1)!)
  return product(pack(hiddenBefore, 0), pack(ofGates.slice(1), 0), recurrent.shape, { transpose_a: true })
}

function forward(fromInput: tf.Tensor, recurrent: tf.Tensor, before: Step | undefined): Step {
  const activation = before ? add(fromInput, matrixProduct(before.at(-1)!, recurrent)) : fromInput
  const parts = execute('Split', [wholeNumbers([1], []), activation], { integers: { num_split: 4 } }, 4)
  const [input, forget, candidate, output] = parts.map((part, index) => {
    return executeOne(index === 2 ? 'Tanh' : 'Sigmoid', [part])
  }) as Four<tf.Tensor>
  const added = times(input, candidate)
  const cell = before ? add(times(forget, before[4]), added) : added
  const squashed = executeOne('Tanh', [cell])
  return [input, forget, candidate, output, cell, squashed, times(output, squashed)]
}

/**
 * From the last step to the first: the gradients of the gates before their activation, [clips, 4·hidden] for each step.
 * @param dStates of each hidden state by itself, where it has one; of the last it must
 */
function backward(
  steps: readonly Step[],
  recurrent: tf.Tensor,
  dStates: readonly (tf.Tensor | undefined)[],
): tf.Tensor[] {
  const ofGates: tf.Tensor[] = []
  let dHidden = dStates.at(-1)!
  let dCellLater: tf.Tensor | undefined
  for (let index = steps.length - 1; index >= 0; index--) {
    const [input, forget, candidate, output, , squashed] = steps[index]!
    const fromHidden = executeOne('TanhGrad', [squashed, times(dHidden, output)])
    const dCell = dCellLater ? add(fromHidden, dCellLater) : fromHidden
    const cellBefore = index > 0 ? steps[index - 1]![4] : tf.zerosLike(dCell)
    const dGates = executeOne(
      'ConcatV2',
      [
        executeOne('SigmoidGrad', [input, times(dCell, candidate)]),
        executeOne('SigmoidGrad', [forget, times(dCell, cellBefore)]),
        executeOne('TanhGrad', [candidate, times(dCell, input)]),
        executeOne('SigmoidGrad', [output, times(dHidden, squashed)]),
        wholeNumbers([1], []),
      ],
      { integers: { N: 4 } },
    )
    ofGates.unshift(dGates)
    const fromLater = matrixProduct(dGates, recurrent, { transpose_b: true })
    const own = dStates[index - 1]
    dHidden = own ? add(own, fromLater) : fromLater
    dCellLater = times(dCell, forget)
  }
  return ofGates
}

function times(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return executeOne('Mul', [a, b])
}

function add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return executeOne('AddV2', [a, b])
}

function pack(parts: readonly tf.Tensor[], axis: number): tf.Tensor {
  return executeOne('Pack', parts, { integers: { N: parts.length, axis } })
}

function unpack(x: tf.Tensor, axis: number): tf.Tensor[] {
  const parts = x.shape[axis] as number
  return execute('Unpack', [x], { integers: { num: parts, axis } }, parts)
}
