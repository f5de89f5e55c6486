import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRandom } from '../../domain/random.ts'
import { solveTwoClasses } from './support-vectors.ts'

/** Of test/parity/trajectory_reference.py: the same dual, solved by slow gradient steps. */
const { machine } = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/trajectory-reference.json', import.meta.url), 'utf8'),
) as { machine: { points: number[]; signs: number[]; cost: number; objective: number; right: number } }

const all = machine.signs.length
const point = (index: number): number[] => machine.points.slice(3 * index, 3 * index + 3)
const products = new Float32Array(all * all)
for (let a = 0; a < all; a++) {
  for (let b = 0; b < all; b++) {
    products[a * all + b] = point(a).reduce((sum, value, axis) => sum + value * point(b)[axis]!, 1)
  }
}
const examples = Array.from({ length: all }, (_, index) => index)
const solved = solveTwoClasses({ products, all, examples, signs: machine.signs, cost: machine.cost }, createRandom(1))
const output = (example: number): number =>
  solved.coefficients.reduce((sum, coefficient, other) => sum + coefficient * products[example * all + other]!, 0)

test('the dual comes as high as slow gradient steps bring it', () => {
  const alphas = solved.coefficients.map((coefficient, place) => coefficient * machine.signs[place]!)
  const norm = solved.coefficients.reduce((sum, coefficient, place) => sum + coefficient * output(place), 0)
  const dual = alphas.reduce((sum, alpha) => sum + alpha, 0) - norm / 2
  expect(Math.abs(dual / machine.objective - 1)).toBeLessThan(2e-4)
  expect(solved.gap).toBeLessThan(1e-4)
})

test('every example keeps to the conditions of an optimum (Karush, Kuhn and Tucker)', () => {
  solved.coefficients.forEach((coefficient, place) => {
    const alpha = coefficient * machine.signs[place]!
    const margin = machine.signs[place]! * output(place)
    expect(alpha).toBeGreaterThanOrEqual(0)
    expect(alpha).toBeLessThanOrEqual(machine.cost)
    if (alpha < 1e-6) expect(margin).toBeGreaterThan(0.98)
    else if (alpha > machine.cost - 1e-6) expect(margin).toBeLessThan(1.02)
    else expect(margin).toBeCloseTo(1, 1)
  })
})

test('an example without any length is passed over', () => {
  const { coefficients } = solveTwoClasses(
    { products: Float32Array.of(0, 0, 0, 1), all: 2, examples: [0, 1], signs: [1, -1], cost: 1 },
    createRandom(1),
  )
  expect([...coefficients]).toEqual([0, -1])
})
