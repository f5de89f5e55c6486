import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { windowDragged, windowPart } from './overview.ts'

const extent = { frames: 10_000, widthPx: 1000 }
/** Frames 2000 to 4000: pixels 200 to 400 of the overview. */
const view = { startFrame: 2000, framesPerPx: 2 }
const endOf = ({ startFrame, framesPerPx }: typeof view) => startFrame + framesPerPx * extent.widthPx

describe('the window on the overview', () => {
  it('can be taken in the middle and at both ends', () => {
    const parts = [100, 197, 203, 300, 398, 404, 500].map((x) => windowPart(view, extent, x))
    expect(parts).toEqual(['outside', 'start', 'start', 'window', 'end', 'end', 'outside'])
  })

  it('moves as it is dragged, and grows at the end that is dragged while the other stays', () => {
    expect(windowDragged(view, extent, 'window', 300, 350)).toEqual({ startFrame: 2500, framesPerPx: 2 })
    const longer = windowDragged(view, extent, 'end', 400, 500)
    expect([longer.startFrame, endOf(longer)]).toEqual([2000, 5000])
    const earlier = windowDragged(view, extent, 'start', 200, 100)
    expect([earlier.startFrame, endOf(earlier)]).toEqual([1000, 4000])
  })

  it('never leaves the recording', () => {
    const part = fc.constantFrom('start', 'end', 'window', 'outside')
    fc.assert(
      fc.property(
        part,
        fc.integer({ min: -2000, max: 3000 }),
        fc.integer({ min: -2000, max: 3000 }),
        (one, from, to) => {
          const dragged = windowDragged(view, extent, one, from, to)
          expect(dragged.startFrame).toBeGreaterThanOrEqual(0)
          expect(endOf(dragged)).toBeLessThanOrEqual(extent.frames + 1e-6)
        },
      ),
    )
  })
})
