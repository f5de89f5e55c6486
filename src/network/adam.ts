import * as tf from '@tensorflow/tfjs-core'
import { Problem } from '../domain/problem.ts'
import { createMoment, moveByAdam, type AdamMove, type Moment } from './kernels/adam-update.ts'
import { parameter, type Parameters } from './parameters.ts'

export interface AdamOptions {
  readonly learningRate: number
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
  /** Added to the gradient, times the parameter (L2), as torch.optim.Adam does. */
  readonly weightDecay?: number
}

/** What a run needs to go on as if it had not stopped; layouts are TensorFlow's. */
export interface AdamState {
  /** Steps that each parameter has taken: one that was frozen at first has taken fewer. */
  readonly steps: ReadonlyMap<string, number>
  readonly firstMoments: ReadonlyMap<string, Float32Array>
  readonly secondMoments: ReadonlyMap<string, Float32Array>
}

export interface Adam {
  learningRate: number
  /** Updates the parameters that have a gradient, by name. The gradients stay the caller's. */
  apply(parameters: Parameters, gradients: ReadonlyMap<string, tf.Tensor>): void
  exportState(): AdamState
  /** Throws Problem MODEL_UNUSABLE where a moment does not fit its parameter. */
  importState(state: AdamState, parameters: Parameters): void
  dispose(): void
}

interface Moments {
  steps: number
  readonly first: Moment
  readonly second: Moment
}

/**
 * Adam (Kingma & Ba 2015) in the order of torch.optim.Adam: epsilon is added outside the root, after the correction of
 * its bias. Keeps two moments and a count of steps per parameter until disposed; as there, one without a gradient keeps
 * all three as they are, and one that is frozen until later begins its own count then.
 */
export function createAdam(options: AdamOptions): Adam {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options
  const moments = new Map<string, Moments>()

  const momentsOf = (name: string, like: tf.Tensor): Moments => {
    const known = moments.get(name)
    if (known) return known
    const fresh = { steps: 0, first: createMoment(like.shape), second: createMoment(like.shape) }
    moments.set(name, fresh)
    return fresh
  }
  const dispose = (): void => {
    for (const { first, second } of moments.values()) {
      first.dispose()
      second.dispose()
    }
    moments.clear()
  }

  return {
    learningRate: options.learningRate,
    apply(parameters, gradients) {
      tf.tidy(() => {
        const moves = [...gradients].map(([name, given]): AdamMove => {
          const variable = parameter(parameters, name)
          const own = momentsOf(name, variable)
          own.steps++
          // √(second / c) + ε = (√second + ε·√c) / √c, c being the correction of its bias; so ε stays outside the root.
          const secondCorrection = Math.sqrt(1 - beta2 ** own.steps)
          return {
            variable,
            first: own.first,
            second: own.second,
            gradient: weightDecay === 0 ? given : tf.add(given, tf.mul(variable, weightDecay)),
            size: (this.learningRate * secondCorrection) / (1 - beta1 ** own.steps),
            epsilon: epsilon * secondCorrection,
          }
        })
        moveByAdam(moves, { beta1, beta2 })
      })
    },
    exportState: () => ({
      steps: new Map([...moments].map(([name, { steps }]) => [name, steps])),
      firstMoments: new Map([...moments].map(([name, { first }]) => [name, first.values()])),
      secondMoments: new Map([...moments].map(([name, { second }]) => [name, second.values()])),
    }),
    importState(state, parameters) {
      for (const name of state.firstMoments.keys()) checkMoments(state, name, parameters.get(name))
      dispose()
      for (const [name, values] of state.firstMoments) {
        const { shape } = parameter(parameters, name)
        const first = createMoment(shape, values)
        const second = createMoment(shape, state.secondMoments.get(name))
        moments.set(name, { steps: state.steps.get(name) as number, first, second })
      }
    },
    dispose,
  }
}

function checkMoments(state: AdamState, name: string, variable: tf.Variable | undefined): void {
  const first = state.firstMoments.get(name)
  const second = state.secondMoments.get(name)
  const counted = Number.isSafeInteger(state.steps.get(name))
  if (variable && counted && first?.length === variable.size && second?.length === variable.size) return
  throw new Problem(
    'MODEL_UNUSABLE',
    `The checkpoint's optimiser state for ${name} does not fit the network. Resume with the checkpoint's own settings.`,
    { details: { name } },
  )
}
