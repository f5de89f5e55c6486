import { expect, it } from 'vitest'
import { learningRateAt } from './schedule.ts'

it("keeps the paper's rate from the first step to the last", () => {
  const rates = [0, 50, 99].map((step) => learningRateAt({ learningRate: 1e-4, schedule: 'constant' }, step, 100))
  expect(rates).toEqual([1e-4, 1e-4, 1e-4])
})

it('climbs to the full rate and falls to almost nothing with cosine, whatever the length', () => {
  for (const steps of [1, 2, 7, 100, 1000]) {
    const rates = Array.from({ length: steps }, (_, step) =>
      learningRateAt({ learningRate: 2e-3, schedule: 'cosine' }, step, steps),
    )
    expect(Math.max(...rates)).toBeCloseTo(2e-3, 10)
    expect(rates.every((rate) => rate > 0)).toBe(true)
    if (steps >= 100) {
      expect(rates[0]).toBeLessThan(5e-4)
      expect(rates.at(-1)).toBeLessThan(1e-5)
    }
  }
})
