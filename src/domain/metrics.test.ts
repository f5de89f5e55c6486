import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusionMatrix, evaluateScores, highest, scoresOf, softmax, type ScoredClip } from './metrics.ts'

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

it('takes the first of equal scores', () => {
  expect(highest([0.2, 0.4, 0.4])).toBe(1)
  expect(highest([])).toBe(-1)
  expect(confusionMatrix([], 2)).toEqual([
    [0, 0],
    [0, 0],
  ])
})

describe('of any scores', () => {
  const labels = (count: number) => Array.from({ length: count }, (_, label) => `label ${label}`)
  const anyClips = fc.integer({ min: 2, max: 8 }).chain((classes) =>
    fc.record({
      classes: fc.constant(classes),
      clips: fc.array(
        fc.record({
          truth: fc.nat(classes - 1),
          scores: fc
            .array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: classes, maxLength: classes })
            .map(softmax),
          group: fc.constantFrom('a', 'b', 'c'),
        }),
        { maxLength: 40 },
      ),
    }),
  )

  it('every share lies between 0 and 1, top-5 is no less than top-1, and the confusion counts every clip once', () => {
    fc.assert(
      fc.property(anyClips, ({ classes, clips }) => {
        const { n, loss, top1, top5, meanClassAccuracy, macroF1, confusion, perClass } = scoresOf(
          clips,
          labels(classes),
        )
        for (const share of [top1, meanClassAccuracy, macroF1]) {
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(1)
        }
        expect(loss).toBeGreaterThanOrEqual(0)
        expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(n)
        expect(perClass.reduce((sum, { clips: count }) => sum + count, 0)).toBe(n)
        if (classes < 6) expect(top5).toBeNull()
        else expect(top5).toBeGreaterThanOrEqual(top1)
      }),
    )
  })

  it('the order of the clips changes nothing', () => {
    fc.assert(
      fc.property(anyClips, ({ classes, clips }) => {
        const [a, b] = [scoresOf(clips, labels(classes)), scoresOf(clips.toReversed(), labels(classes))]
        expect(b).toEqual({ ...a, loss: expect.closeTo(a.loss, 10) as number })
      }),
    )
  })

  it('naming labels otherwise (turning them round) moves the numbers with them and changes no sum', () => {
    fc.assert(
      fc.property(anyClips, ({ classes, clips }) => {
        const turned = clips.map(({ truth, scores }) => ({
          truth: classes - 1 - truth,
          scores: scores.toReversed(),
        }))
        const distinct = clips.every(({ scores }) => new Set(scores).size === classes)
        fc.pre(distinct)
        const [a, b] = [scoresOf(clips, labels(classes)), scoresOf(turned, labels(classes).toReversed())]
        expect(b.perClass.toReversed()).toEqual(a.perClass)
        for (const name of ['top1', 'meanClassAccuracy', 'macroF1'] as const) expect(b[name]).toBeCloseTo(a[name], 12)
        expect(b.top5).toBe(a.top5)
      }),
    )
  })

  it('a network that is always right has nothing but ones', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 30 }), (truths) => {
        const sure = truths.map((truth) => ({ truth, scores: labels(7).map((_, label) => (label === truth ? 1 : 0)) }))
        expect(scoresOf(sure, labels(7))).toMatchObject({ loss: 0, top1: 1, top5: 1, meanClassAccuracy: 1, macroF1: 1 })
      }),
    )
  })
})

it('counts a label among the five best by its rank, of equals the earlier one first', () => {
  const top5 = (scores: number[]) => scoresOf([{ truth: 5, scores }], ['a', 'b', 'c', 'd', 'e', 'f']).top5
  expect(top5([0.1, 0.2, 0.3, 0.1, 0.2, 0.1])).toBe(0)
  expect(top5([0.1, 0.2, 0.3, 0.1, 0.05, 0.1])).toBe(1)
})
