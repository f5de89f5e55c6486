import { expect, test } from 'vitest'
import type { EpochMetrics } from '../../contract/learning.ts'
import { bestEpoch, checkWatchable, isTimeToStop, keptMetric } from './best-epoch.ts'

const curve = (losses: number[]): EpochMetrics[] =>
  losses.map((loss, index) => {
    const scores = { n: 4, loss, top1: 1 / (1 + loss), top5: null, meanClassAccuracy: 0.5, macroF1: loss / 10 }
    return {
      epoch: index + 1,
      ...{ trainLoss: 1, trainTop1: 0.5, heldOutLoss: loss, heldOutTop1: scores.top1, secs: 1 },
      heldOut: { ...scores, perClass: [], confusion: [] },
    }
  })

test('a low loss and a high share are good, and of equal epochs the first counts', () => {
  const epochs = curve([2, 1, 1, 3])
  expect(bestEpoch(epochs, 'heldOutLoss')).toEqual({ epoch: 2, value: 1 })
  expect(bestEpoch(epochs, 'heldOutTop1')).toEqual({ epoch: 2, value: 0.5 })
  expect(bestEpoch(epochs, 'heldOutMacroF1')?.epoch).toBe(4)
  expect(bestEpoch(epochs, 'heldOutMeanClassAccuracy')?.epoch).toBe(1)
  expect(bestEpoch([], 'heldOutLoss')).toBeNull()
})

test('training stops once the patience is used up, and not before', () => {
  const earlyStopping = { metric: 'heldOutLoss', patience: 2 } as const
  const stops = (losses: number[]) => isTimeToStop(curve(losses), { earlyStopping })
  expect([[3], [3, 2, 2.5], [3, 2, 2.5, 2.2], [3, 2, 2.5, 1.9]].map(stops)).toEqual([false, false, true, false])
  expect(isTimeToStop(curve([1, 2, 3, 4]), {})).toBe(false)
})

test('early stopping keeps the epoch that it waited at, unless another metric is named', () => {
  const earlyStopping = { metric: 'heldOutLoss', patience: 2 } as const
  expect(keptMetric({})).toBeUndefined()
  expect(keptMetric({ earlyStopping })).toBe('heldOutLoss')
  expect(keptMetric({ earlyStopping, keepBest: 'heldOutTop1' })).toBe('heldOutTop1')
})

test('what looks at held-out clips is refused before training where there are none', () => {
  expect(() => checkWatchable({ keepBest: 'heldOutTop1' }, 0)).toThrow(/none are held out/)
  expect(() => checkWatchable({ keepBest: 'heldOutTop1' }, 1)).not.toThrow()
  expect(() => checkWatchable({}, 0)).not.toThrow()
})
