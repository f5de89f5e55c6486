import type { Random } from '../../domain/random.ts'
import { solveTwoClasses } from './support-vectors.ts'

export interface LabelledProducts {
  /** Products of every two examples with 1 added to each, [all, all]. */
  readonly products: Float32Array
  readonly all: number
  /** Index of each example's label. */
  readonly labels: readonly number[]
}

/**
 * Each label against the rest: coefficients of the examples by label, [classes][examples]. A label of which no example is
 * learned from is answered with −1 or less by all.
 */
export function solveOneVsRest(
  { products, all, labels }: LabelledProducts,
  { examples, classes, cost }: { examples: readonly number[]; classes: number; cost: number },
  random: Random,
): Float64Array[] {
  return Array.from({ length: classes }, (_, label) => {
    const signs = examples.map((example) => (labels[example] === label ? 1 : -1))
    return solveTwoClasses({ products, all, examples, signs, cost }, random.stream(`label ${label}`)).coefficients
  })
}

/** What the machines of all labels say of one example. */
export function outputsOf(
  { products, all }: LabelledProducts,
  { examples, coefficients }: { examples: readonly number[]; coefficients: readonly Float64Array[] },
  example: number,
): number[] {
  const row = example * all
  return coefficients.map((ofLabel) => {
    let sum = 0
    for (let place = 0; place < examples.length; place++) sum += ofLabel[place]! * products[row + examples[place]!]!
    return sum
  })
}
