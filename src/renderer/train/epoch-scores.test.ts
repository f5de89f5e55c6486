import { expect, test } from 'vitest'
import type { EpochMetrics, EpochScores } from '../../contract/learning.ts'
import { lossOf, mergeEpochs, scoreOf, scoresIn } from './epoch-scores.ts'

const scores = (top1: number, top5: number | null): EpochScores => ({
  n: 8,
  loss: 0.5,
  top1,
  top5,
  meanClassAccuracy: 0.6,
  macroF1: 0.55,
  perClass: [],
  confusion: [],
})
const old = (epoch: number): EpochMetrics => ({
  epoch,
  trainLoss: 0.7,
  trainTop1: 0.5,
  heldOutLoss: null,
  heldOutTop1: null,
  secs: 1,
})

test('the curves of an older run are drawn of what it has', () => {
  expect(scoresIn([old(1)])).toEqual(['top1'])
  expect(scoreOf(old(1), 'train', 'top1')).toBe(0.5)
  expect(scoreOf(old(1), 'heldOut', 'top1')).toBeNull()
  expect(scoreOf(old(1), 'train', 'macroF1')).toBeNull()
  expect(lossOf(old(1), 'heldOut')).toBeNull()
})

test('top-5 is offered where it was measured, the others wherever epochs have scores', () => {
  const few = { ...old(1), train: scores(0.5, null), heldOut: null }
  const many = { ...old(1), train: scores(0.5, 0.9), heldOut: scores(0.4, 0.8) }
  expect(scoresIn([few])).toEqual(['top1', 'meanClassAccuracy', 'macroF1'])
  expect(scoresIn([many])).toContain('top5')
  expect(scoreOf(many, 'heldOut', 'top5')).toBe(0.8)
  expect(scoreOf(few, 'heldOut', 'macroF1')).toBeNull()
})

test('an epoch that is done again after a resume stands once, as it was done last', () => {
  const again = { ...old(2), trainTop1: 0.75 }
  const merged = mergeEpochs([old(1), old(2)], [again, old(3)])
  expect(merged.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  expect(merged[1]).toBe(again)
})
