import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitted, frameAt, frameUnder, held, movedBy, panned, revealing, trimmed, xOf, zoomed } from './geometry.ts'

const extent = { frames: 1000, widthPx: 500 }

describe('the visible part', () => {
  it('shows the whole recording when fitted, first to last frame', () => {
    const view = fitted(extent)
    expect(xOf(view, 0)).toBe(0)
    expect(xOf(view, 1000)).toBe(500)
    expect([frameUnder(view, -20, 1000), frameUnder(view, 900, 1000)]).toEqual([0, 999])
  })

  it('keeps the frame under the pointer while zooming', () => {
    const view = { startFrame: 300, framesPerPx: 0.5 }
    const closer = zoomed(view, extent, 2, 100)
    expect(closer.framesPerPx).toBe(0.25)
    expect(frameAt(closer, 100)).toBeCloseTo(frameAt(view, 100))
  })

  it('never shows anything outside the recording, whatever is turned and pushed', () => {
    const finite = fc.double({ min: -1e4, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(finite, fc.double({ min: 0.01, max: 100, noNaN: true }), finite, (start, factor, px) => {
        const view = panned(
          zoomed(held({ startFrame: start, framesPerPx: 1 }, extent), extent, factor, 250),
          extent,
          px,
        )
        expect(view.startFrame).toBeGreaterThanOrEqual(0)
        expect(frameAt(view, extent.widthPx)).toBeLessThanOrEqual(1000 + 1e-6)
      }),
    )
  })

  it('shows a recording of a few frames across the whole width', () => {
    const short = { frames: 3, widthPx: 600 }
    expect(zoomed(fitted(short), short, 8, 0)).toEqual(fitted(short))
  })

  it('turns the page when the playhead leaves, and rests while it is visible', () => {
    const view = { startFrame: 100, framesPerPx: 0.2 }
    expect(revealing(view, extent, 150)).toBe(view)
    const next = revealing(view, extent, 201)
    expect(xOf(next, 201)).toBeCloseTo(24)
  })
})

describe('dragging', () => {
  const range = { first: 120, last: 188 }

  it('moves one edge and leaves the other, and an edge never passes the other', () => {
    expect(trimmed(range, 'first', 110.4, 1000)).toEqual({ first: 110, last: 188 })
    expect(trimmed(range, 'first', 400, 1000)).toEqual({ first: 188, last: 188 })
    expect(trimmed(range, 'last', 201, 1000)).toEqual({ first: 120, last: 200 })
    expect(trimmed(range, 'last', 3, 1000)).toEqual({ first: 120, last: 120 })
  })

  it('moves a body by whole frames, and no further than the ends', () => {
    expect(movedBy(range, 1000, 12.4)).toBe(12)
    expect(movedBy(range, 1000, -500)).toBe(-120)
    expect(movedBy(range, 1000, 5000)).toBe(811)
  })
})
