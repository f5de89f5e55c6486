/** A linear support vector machine for two classes, solved in its dual (Hsieh et al. 2008, algorithm 1). */
import { shuffle, type Random } from '../../domain/random.ts'

export interface TwoClassProblem {
  /** Products of every two examples, [all, all], row by row. */
  readonly products: Float32Array
  /** Examples that `products` has. */
  readonly all: number
  /** Places of the examples to learn from. */
  readonly examples: readonly number[]
  /** 1 or −1 for each of them. */
  readonly signs: readonly number[]
  /** C: how much an example on the wrong side costs. */
  readonly cost: number
}

export interface TwoClassSolution {
  /** α · sign of each example: the weights are the sum of the examples by these. */
  readonly coefficients: Float64Array
  /** How far the primal is above the dual at most, as a share of the primal. */
  readonly gap: number
}

const wantedGap = 1e-4
const mostRounds = 2000

/**
 * Minimises ½|w|² + C Σ max(0, 1 − sign · w·x). There is no bias of its own: a constant 1 in every product is one.
 * Coordinate by coordinate, in an order drawn anew each round, until primal and dual are close.
 */
export function solveTwoClasses(problem: TwoClassProblem, random: Random): TwoClassSolution {
  const { products, all, examples, signs, cost } = problem
  const count = examples.length
  const alphas = new Float64Array(count)
  /** w·x of each example. */
  const outputs = new Float64Array(count)
  const order = Array.from(examples.keys())
  let gap = 1
  for (let round = 0; round < mostRounds && gap > wantedGap; round++) {
    for (const place of shuffle(order, random)) {
      const row = examples[place]! * all
      const curvature = products[row + examples[place]!]!
      if (!(curvature > 0)) continue
      const gradient = signs[place]! * outputs[place]! - 1
      const alpha = Math.min(Math.max(alphas[place]! - gradient / curvature, 0), cost)
      const change = (alpha - alphas[place]!) * signs[place]!
      if (change === 0) continue
      alphas[place] = alpha
      for (let other = 0; other < count; other++) outputs[other]! += change * products[row + examples[other]!]!
    }
    gap = gapOf(alphas, outputs, signs, cost)
  }
  return { coefficients: alphas.map((alpha, place) => alpha * signs[place]!), gap }
}

function gapOf(alphas: Float64Array, outputs: Float64Array, signs: readonly number[], cost: number): number {
  let [norm, sum, losses] = [0, 0, 0]
  for (let i = 0; i < alphas.length; i++) {
    norm += alphas[i]! * signs[i]! * outputs[i]!
    sum += alphas[i]!
    losses += Math.max(0, 1 - signs[i]! * outputs[i]!)
  }
  const primal = norm / 2 + cost * losses
  const dual = sum - norm / 2
  return primal > 0 ? (primal - dual) / primal : 0
}
