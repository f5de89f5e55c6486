import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backgroundName, restWindows, thinned, usualLength } from './background.ts'
import { rangesOverlap, type FrameRange } from './frames.ts'

const range = fc.tuple(fc.nat(600), fc.nat(200)).map(([first, length]): FrameRange => ({ first, last: first + length }))
const apart = (ranges: readonly FrameRange[]): FrameRange[] =>
  ranges.filter((one, i) => !ranges.slice(0, i).some((other) => rangesOverlap(one, other)))

describe('windows of nothing', () => {
  it('lie wholly where somebody looked, touch no segment, and share no frame', () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), fc.integer({ min: 1, max: 60 }), (ranges, busy, length) => {
        const reviewed = apart(ranges)
        const windows = restWindows(reviewed, busy, length)
        windows.forEach((window, i) => {
          expect(window.last - window.first + 1).toBeLessThanOrEqual(length)
          expect(window.last - window.first + 1).toBeGreaterThanOrEqual(Math.min(length, 16))
          expect(reviewed.some(({ first, last }) => first <= window.first && window.last <= last)).toBe(true)
          expect(busy.some((segment) => rangesOverlap(segment, window))).toBe(false)
          expect(windows.slice(0, i).some((other) => rangesOverlap(other, window))).toBe(false)
        })
      }),
    )
  })

  it('are as many as find room, evenly apart', () => {
    expect(restWindows([{ first: 0, last: 99 }], [{ first: 40, last: 59 }], 20)).toEqual([
      { first: 0, last: 19 },
      { first: 20, last: 39 },
      { first: 60, last: 79 },
      { first: 80, last: 99 },
    ])
    expect(restWindows([{ first: 0, last: 29 }], [], 20)).toEqual([{ first: 5, last: 24 }])
    expect(restWindows([{ first: 3, last: 20 }], [], 20)).toEqual([{ first: 3, last: 20 }])
    expect(restWindows([{ first: 3, last: 12 }], [], 20)).toEqual([])
    // Where nobody looked, what is unlabelled is not known.
    expect(restWindows([], [], 20)).toEqual([])
  })

  it('are as long as segments usually are, and long enough to show something', () => {
    const lasting = (frames: number): FrameRange => ({ first: 100, last: 99 + frames })
    expect(usualLength([lasting(30), lasting(400), lasting(40)])).toBe(40)
    expect(usualLength([lasting(3)])).toBe(16)
  })

  it('are thinned from end to end, not cut off', () => {
    expect(thinned([1, 2, 3, 4, 5, 6], 3)).toEqual([2, 4, 6])
    expect(thinned([1, 2], 3)).toEqual([1, 2])
  })

  it('have a name that no label has', () => {
    expect(backgroundName(['serve'])).toBe('nothing')
    expect(backgroundName(['Nothing', 'serve'])).toBe('nothing here')
  })
})
