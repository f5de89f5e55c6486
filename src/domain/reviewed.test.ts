import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FrameRange } from './frames.ts'
import { joined, reviewedShare, without } from './reviewed.ts'

const framesOf = (ranges: readonly FrameRange[]): Set<number> =>
  new Set(ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)))

const anyRange = fc.tuple(fc.nat(60), fc.nat(20)).map(([first, length]) => ({ first, last: first + length }))

describe('reviewed ranges', () => {
  it('join what they overlap or touch, through a whole chain', () => {
    const ranges = [
      { first: 0, last: 4 },
      { first: 10, last: 19 },
      { first: 20, last: 30 },
      { first: 50, last: 60 },
    ]
    expect(joined(ranges, { first: 5, last: 12 })).toEqual({
      range: { first: 0, last: 30 },
      replaced: ranges.slice(0, 3),
    })
  })

  it('never lose or invent a frame, whatever is added and taken away', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ range: anyRange, adds: fc.boolean() }), { maxLength: 25 }), (steps) => {
        let ranges: FrameRange[] = []
        const frames = new Set<number>()
        for (const { range, adds } of steps) {
          if (adds) {
            const { range: union, replaced } = joined(ranges, range)
            ranges = [...ranges.filter((one) => !replaced.includes(one)), union]
          } else ranges = ranges.flatMap((one) => without(one, range))
          for (const frame of framesOf([range]))
            if (adds) frames.add(frame)
            else frames.delete(frame)
        }
        expect(framesOf(ranges)).toEqual(frames)
        const ordered = ranges.toSorted((a, b) => a.first - b.first)
        for (const [i, one] of ordered.entries()) if (i > 0) expect(one.first).toBeGreaterThan(ordered[i - 1]!.last)
      }),
    )
  })

  it('count as a share of the frames, both ends included', () => {
    const ranges = [
      { first: 0, last: 9 },
      { first: 50, last: 64 },
    ]
    expect(reviewedShare(ranges, 100)).toBe(0.25)
    expect(reviewedShare([{ first: 0, last: 99 }], 100)).toBe(1)
    expect(reviewedShare([], 0)).toBe(0)
  })
})
