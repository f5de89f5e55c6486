import { describe, expect, it } from 'vitest'
import {
  accuracyInterval,
  bootstrapInterval,
  confusionMatrix,
  evaluateScores,
  highest,
  type ScoredClip,
  wilsonInterval,
} from './metrics.ts'

/** A clip for which the network was sure of `predicted`. */
const said = (truth: number, predicted: number, group = 'a'): ScoredClip => ({
  truth,
  group,
  scores: [0, 1, 2].map((label) => (label === predicted ? 0.8 : 0.1)),
})
const repeat = (count: number, clip: ScoredClip): ScoredClip[] => Array.from({ length: count }, () => clip)

describe('the numbers of an evaluation', () => {
  // Worked by hand: 6 of class 0 (4 right, 2 called 1), 3 of class 1 (all right), 1 of class 2 (called 0).
  const clips = [...repeat(4, said(0, 0)), ...repeat(2, said(0, 1)), ...repeat(3, said(1, 1)), said(2, 0)]
  const metrics = evaluateScores(clips, ['run', 'jump', 'throw'], 1)

  it('have true labels in rows and predicted ones in columns', () => {
    expect(metrics.confusion).toEqual([
      [4, 2, 0],
      [0, 3, 0],
      [1, 0, 0],
    ])
  })

  it('do not let a frequent label hide a rare one', () => {
    expect(metrics.top1).toBeCloseTo(0.7)
    expect(metrics.meanClassAccuracy).toBeCloseTo((4 / 6 + 1 + 0) / 3)
    expect(metrics.macroF1).toBeCloseTo((8 / 11 + 6 / 8 + 0) / 3)
  })

  it('give precision and recall per label, and null where there is nothing to divide by', () => {
    expect(metrics.perClass[0]).toEqual({ label: 'run', clips: 6, precision: 4 / 5, recall: 4 / 6 })
    expect(metrics.perClass[2]).toEqual({ label: 'throw', clips: 1, precision: null, recall: 0 })
    const absent = evaluateScores([said(0, 0)], ['run', 'jump', 'throw'], 1)
    expect(absent.perClass[1]).toEqual({ label: 'jump', clips: 0, precision: null, recall: null })
    expect(absent.meanClassAccuracy).toBe(1)
    expect(absent.macroF1).toBe(1)
  })

  it('give the cross-entropy in nats, finite even for a sure mistake', () => {
    expect(metrics.loss).toBeCloseTo(-(7 * Math.log(0.8) + 3 * Math.log(0.1)) / 10)
    expect(evaluateScores([{ truth: 0, scores: [0, 1, 0], group: 'a' }], ['a', 'b', 'c'], 1).loss).toBeLessThan(20)
  })

  it('are harmless where there are no clips', () => {
    expect(evaluateScores([], ['run', 'jump'], 1)).toMatchObject({ n: 0, top1: 0, interval: [0, 1], groups: 0 })
  })
})

describe('the interval around top-1', () => {
  it('never claims certainty from a few clips that all came out right', () => {
    const five = Array.from({ length: 5 }, () => said(0, 0, 'one athlete'))
    const [low, high] = accuracyInterval(five, 1)
    // Wilson's interval of 5 in 5, by hand: 1 / (1 + 1.96² / 5).
    expect(low).toBeCloseTo(0.5655, 3)
    expect(high).toBe(1)
  })

  it('is Wilson’s by a published example: 45 of 50', () => {
    const [low, high] = wilsonInterval(45, 50)
    expect(low).toBeCloseTo(0.7864, 3)
    expect(high).toBeCloseTo(0.9565, 3)
  })

  it('is wider when clips come from few athletes than when each is of its own', () => {
    const results = Array.from({ length: 40 }, (_, i) => ({ group: `athlete${i % 4}`, predicted: i % 4 === 0 ? 1 : 0 }))
    const [low, high] = bootstrapInterval(
      results.map(({ group, predicted }) => said(0, predicted, group)),
      1,
    )
    const [lowAlone, highAlone] = bootstrapInterval(
      results.map(({ predicted }, i) => said(0, predicted, `athlete${i}`)),
      1,
    )
    expect(high - low).toBeGreaterThan(highAlone - lowAlone)
    expect(lowAlone).toBeLessThan(0.75)
    expect(highAlone).toBeGreaterThan(0.75)
  })

  it('draws clips where all are of one group, and agrees with the binomial', () => {
    const clips = Array.from({ length: 100 }, (_, i) => said(0, i < 80 ? 0 : 1))
    const [low, high] = bootstrapInterval(clips, 3)
    expect(low).toBeCloseTo(0.8 - 1.96 * 0.04, 1)
    expect(high).toBeCloseTo(0.8 + 1.96 * 0.04, 1)
  })

  it('is the same for the same seed', () => {
    const clips = Array.from({ length: 30 }, (_, i) => said(0, i % 3, `athlete${i % 7}`))
    expect(bootstrapInterval(clips, 5)).toEqual(bootstrapInterval(clips, 5))
  })
})

it('takes the first of equal scores', () => {
  expect(highest([0.2, 0.4, 0.4])).toBe(1)
  expect(highest([])).toBe(-1)
  expect(confusionMatrix([], 2)).toEqual([
    [0, 0],
    [0, 0],
  ])
})
