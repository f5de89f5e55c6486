import { createRandom } from '../../../domain/random.ts'

/** Random numbers as the drawing of figures asks for them. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  within(low: number, high: number): number
  /** One of the choices, each as likely. */
  pick<T>(choices: readonly [T, ...T[]]): T
  /** True with the given probability. */
  chance(probability: number): boolean
}

/**
 * The stream of a seed that is named by the given parts. What one thing draws never shifts what another draws: a set
 * with more athletes keeps the athletes it had.
 */
export function randomStream(seed: number, ...name: readonly (string | number)[]): RandomStream {
  const random = createRandom(seed).stream(name.join('/'))
  const { next } = random
  return {
    next,
    within: (low, high) => low + (high - low) * next(),
    pick: (choices) => choices[random.integer(choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
  }
}

/**
 * The i-th number of a sequence that fills [0, 1) evenly from its very start (multiples of an irrational, plus an
 * offset): neighbours in the sequence are far apart, which independent draws don't promise.
 */
export function spread(index: number, offset: number, irrational: number): number {
  const value = offset + index * irrational
  return value - Math.floor(value)
}
