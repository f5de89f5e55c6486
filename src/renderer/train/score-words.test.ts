import { expect, test } from 'vitest'
import type { Evaluation } from '../../contract/learning.ts'
import { f1Of, scoreText, weakestLabel } from './score-words.ts'

const evaluation: Evaluation = {
  n: 24,
  loss: 0.4,
  top1: 0.834,
  meanClassAccuracy: 0.8,
  macroF1: 0.8,
  interval: [0.61, 0.952],
  groups: 2,
  perClass: [
    { label: 'serve', clips: 12, precision: 0.9, recall: 0.95 },
    { label: 'lunge', clips: 12, precision: 0.8, recall: 0.7 },
    { label: 'turn', clips: 0, precision: null, recall: null },
  ],
  confusion: [],
  labels: ['serve', 'lunge', 'turn'],
}

test('a score is never told without whom it stands on and how sure it is', () => {
  expect(scoreText(evaluation, 'by athlete, 2 of 8 held out (seed 1)')).toBe(
    '83 % on 2 athletes it never saw (61–95 %), 24 clips.',
  )
  expect(scoreText({ ...evaluation, groups: 1 }, 'as the data says')).toContain('1 group it never saw')
})

test('more labels are asked for where the network is weakest, and not where nothing was measured', () => {
  expect(weakestLabel(evaluation)).toBe('lunge')
  const good = evaluation.perClass.map((one) => ({ ...one, recall: one.recall === null ? null : 0.96 }))
  expect(weakestLabel({ ...evaluation, perClass: good })).toBeNull()
})

test('F1 is told of labels that have clips: 0 where none of them was found', () => {
  const of = (clips: number, precision: number | null, recall: number | null) =>
    f1Of({ label: '', clips, precision, recall })
  expect(of(4, 0.5, 1)).toBeCloseTo(2 / 3)
  expect(of(4, null, 0)).toBe(0)
  expect(of(0, 0, null)).toBeNull()
})
