import { describe, expect, it } from 'vitest'
import { edgeSpeed } from './edge-scroll.ts'

describe('a pointer past the edge', () => {
  it('scrolls to its side, the faster the farther, and never too fast to stop in time', () => {
    expect(edgeSpeed(-5, 800)).toBeLessThan(0)
    expect(edgeSpeed(-20, 800)).toBe(4 * edgeSpeed(-5, 800))
    expect(edgeSpeed(820, 800)).toBe(-edgeSpeed(-20, 800))
    expect(edgeSpeed(100_000, 800)).toBe(edgeSpeed(10_000, 800))
  })

  it('scrolls nothing within the tracks: an edge that is dragged there stays put', () => {
    for (const atPx of [0, 1, 400, 800]) expect(edgeSpeed(atPx, 800)).toBe(0)
  })
})
