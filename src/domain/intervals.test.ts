import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accuracyInterval,
  bootstrapInterval,
  clipAccuracyInterval,
  clipBootstrapInterval,
  wilsonInterval,
} from './intervals.ts'

const said = (right: boolean, group = 'a') => ({ right, group })

describe('the interval around top-1', () => {
  it('never claims certainty from a few clips that all came out right', () => {
    const five = Array.from({ length: 5 }, () => said(true, 'one athlete'))
    for (const intervalOf of [accuracyInterval, clipAccuracyInterval]) {
      const [low, high] = intervalOf(five, 1)
      // Wilson's interval of 5 in 5, by hand: 1 / (1 + 1.96² / 5).
      expect(low).toBeCloseTo(0.5655, 3)
      expect(high).toBe(1)
    }
  })

  it('is Wilson’s by a published example: 45 of 50', () => {
    const [low, high] = wilsonInterval(45, 50)
    expect(low).toBeCloseTo(0.7864, 3)
    expect(high).toBeCloseTo(0.9565, 3)
  })

  it('is wider when clips come from few athletes than when each is of its own', () => {
    const results = Array.from({ length: 40 }, (_, i) => ({ group: `athlete${i % 4}`, right: i % 4 !== 0 }))
    const [low, high] = bootstrapInterval(
      results.map(({ group, right }) => said(right, group)),
      1,
    )
    const [lowAlone, highAlone] = bootstrapInterval(
      results.map(({ right }, i) => said(right, `athlete${i}`)),
      1,
    )
    expect(high - low).toBeGreaterThan(highAlone - lowAlone)
    expect(lowAlone).toBeLessThan(0.75)
    expect(highAlone).toBeGreaterThan(0.75)
  })

  it('draws clips where all are of one group, and agrees with the binomial', () => {
    const clips = Array.from({ length: 100 }, (_, i) => said(i < 80))
    const [low, high] = bootstrapInterval(clips, 3)
    expect(low).toBeCloseTo(0.8 - 1.96 * 0.04, 1)
    expect(high).toBeCloseTo(0.8 + 1.96 * 0.04, 1)
  })

  it('is the same for the same seed', () => {
    const clips = Array.from({ length: 30 }, (_, i) => said(i % 3 === 0, `athlete${i % 7}`))
    expect(bootstrapInterval(clips, 5)).toEqual(bootstrapInterval(clips, 5))
  })

  it('over clips looks at clips alone, whoever is in them, and is what groups of one clip give', () => {
    const outcomes = fc.array(fc.record({ right: fc.boolean(), group: fc.constantFrom('a', 'b', 'c') }), {
      minLength: 2,
    })
    fc.assert(
      fc.property(outcomes, (drawn) => {
        const clips = drawn.map(({ right, group }) => said(right, group))
        const alone = clips.map((clip, i) => ({ ...clip, group: String(i) }))
        const [low, high] = clipBootstrapInterval(clips, 1)
        expect([low, high]).toEqual(bootstrapInterval(alone, 1))
        const top1 = drawn.filter(({ right }) => right).length / drawn.length
        expect(low).toBeLessThanOrEqual(top1)
        expect(high).toBeGreaterThanOrEqual(top1)
      }),
      { numRuns: 20 },
    )
  })
})
