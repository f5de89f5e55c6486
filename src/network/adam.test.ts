import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { Problem } from '../domain/problem.ts'
import { createAdam, type AdamOptions } from './adam.ts'
import { createRandom } from '../domain/random.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

const steps = 12
const start = [0.5, -2, 3]

/** Gradients of a step, from very small to large, with signs that change. */
function gradientsOf(step: number): number[] {
  const random = createRandom(step)
  return [1e-6, 1, 100].map((scale) => scale * (2 * random.next() - 1))
}

/** torch.optim.Adam's documented algorithm, in float64, on the gradients from `firstStep` on. */
function expected(learningRate: number, weightDecay: number, firstStep = 1): number[] {
  return start.map((initial, index) => {
    let [value, first, second] = [initial, 0, 0]
    for (let step = 1; step <= steps - firstStep + 1; step++) {
      const gradient = (gradientsOf(firstStep + step - 1)[index] as number) + weightDecay * value
      first = 0.9 * first + 0.1 * gradient
      second = 0.999 * second + 0.001 * gradient ** 2
      const denominator = Math.sqrt(second) / Math.sqrt(1 - 0.999 ** step) + 1e-8
      value -= ((learningRate / (1 - 0.9 ** step)) * first) / denominator
    }
    return value
  })
}

function run(options: AdamOptions, stopAfter?: number): number[] {
  const parameters = new Map([['w', tf.variable(tf.tensor1d(start))]])
  let adam = createAdam(options)
  for (let step = 1; step <= steps; step++) {
    const gradient = tf.tensor1d(gradientsOf(step))
    adam.apply(parameters, new Map([['w', gradient]]))
    gradient.dispose()
    if (step === stopAfter) {
      const state = adam.exportState()
      adam.dispose()
      adam = createAdam(options)
      adam.importState(state, parameters)
    }
  }
  const values = Array.from(parameters.get('w')!.dataSync())
  adam.dispose()
  parameters.get('w')!.dispose()
  return values
}

describe('Adam', () => {
  test.each([
    [1e-2, 0],
    [1e-3, 0.1],
  ])('moves as torch.optim.Adam does (rate %d, decay %d)', (learningRate, weightDecay) => {
    const moved = run({ learningRate, weightDecay })
    expected(learningRate, weightDecay).forEach((value, index) => {
      expect(Math.abs((moved[index] as number) - value) / learningRate).toBeLessThan(2e-3)
    })
  })

  test('a parameter that is unfrozen later starts its own moments and its own count, stopped in between or not', () => {
    const learningRate = 1e-2
    const names = ['head', 'thawed']
    const parameters = new Map(names.map((name) => [name, tf.variable(tf.tensor1d(start))]))
    let adam = createAdam({ learningRate })
    for (let step = 1; step <= steps; step++) {
      const learning = step < 5 ? ['head'] : names
      adam.apply(parameters, new Map(learning.map((name) => [name, tf.tensor1d(gradientsOf(step))])))
      if (step !== 8) continue
      const state = adam.exportState()
      expect(Object.fromEntries(state.steps)).toEqual({ head: 8, thawed: 4 })
      adam.dispose()
      adam = createAdam({ learningRate })
      adam.importState(state, parameters)
    }
    const moved = { head: expected(learningRate, 0), thawed: expected(learningRate, 0, 5) }
    for (const [name, values] of Object.entries(moved)) {
      const ours = parameters.get(name)!.dataSync()
      values.forEach((value, index) => expect(Math.abs(ours[index]! - value) / learningRate).toBeLessThan(2e-3))
    }
    adam.dispose()
  })

  test('stopped and taken up again it ends where it would have ended', () => {
    expect(run({ learningRate: 1e-2 }, 5)).toEqual(run({ learningRate: 1e-2 }))
  })

  test('keeps two moments per parameter and gives them back', () => {
    const parameters = new Map([['w', tf.variable(tf.tensor1d(start))]])
    const gradients = new Map([['w', tf.tensor1d(start)]])
    const before = tf.memory().numTensors
    const adam = createAdam({ learningRate: 1 })
    for (let step = 0; step < 3; step++) {
      adam.apply(parameters, gradients)
      expect(tf.memory().numTensors).toBe(before + 2)
    }
    adam.dispose()
    expect(tf.memory().numTensors).toBe(before)
    parameters.get('w')!.dispose()
  })

  test("another network's state is refused before anything is changed", () => {
    const adam = createAdam({ learningRate: 1 })
    const moments = new Map([['v', new Float32Array(2)]])
    const state = { steps: new Map([['v', 3]]), firstMoments: moments, secondMoments: moments }
    expect(() => adam.importState(state, new Map())).toThrow(Problem)
    expect(adam.exportState().steps.size).toBe(0)
  })
})
