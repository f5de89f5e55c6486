import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clip } from '../../contract/learning.ts'
import { classWeightsOf } from './class-weights.ts'

const clipsOf = (counts: readonly number[]): Clip[] =>
  counts.flatMap((count, label) =>
    Array.from({ length: count }, (_, i): Clip => {
      return { key: `${label}/${i}`, file: '', label: String(label), group: 'a', split: 'train', range: null }
    }),
  )

test('every label weighs the same in sum, and the mean weight is 1', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 6 }), (counts) => {
      const labels = counts.map((_, label) => String(label))
      const weights = classWeightsOf({ clips: clipsOf(counts), labels }, { balance: 'loss' })!
      const sums = weights.map((weight, label) => weight * counts[label]!)
      for (const sum of sums) expect(sum).toBeCloseTo(sums[0]!, 9)
      expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).toBeCloseTo(1, 9)
    }),
  )
})

test('held-out clips do not weigh, a label without clips to learn from does no harm, and nothing is weighed unasked', () => {
  const heldOut = clipsOf([0, 0, 9]).map((clip): Clip => ({ ...clip, split: 'held-out' }))
  const set = { clips: [...clipsOf([1, 3, 0]), ...heldOut], labels: ['0', '1', '2'] }
  expect(classWeightsOf(set, { balance: 'loss' })).toEqual([1.5, 0.5, 1])
  expect(classWeightsOf(set, { balance: 'sampling' })).toBeUndefined()
  expect(classWeightsOf(set, {})).toBeUndefined()
})
