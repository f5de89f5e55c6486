import { describe, expect, it } from 'vitest'
import { bounded, endOf, marked, markedUntil, nextEdge, nextSegment } from './marking.ts'

describe('marking', () => {
  it('works when the playhead went backward between the two presses', () => {
    expect(marked(120, 188)).toEqual({ first: 120, last: 188 })
    expect(marked(188, 120)).toEqual({ first: 120, last: 188 })
    expect(marked(50, 50)).toEqual({ first: 50, last: 50 })
  })

  it('goes from edge to edge and stops at the outermost', () => {
    const segments = [
      { first: 10, last: 20 },
      { first: 15, last: 40 },
    ]
    expect([0, 10, 15, 20, 40].map((at) => nextEdge(segments, at, 1))).toEqual([10, 15, 20, 40, null])
    expect(nextEdge(segments, 15, -1)).toBe(10)
  })

  it('never makes a segment that ends before it starts', () => {
    expect(bounded({ first: 10, last: 20 }, 'first', 25)).toEqual({ first: 25, last: 25 })
    expect(bounded({ first: 10, last: 20 }, 'last', 5)).toEqual({ first: 5, last: 5 })
  })

  it('ends a label on the frame before the next one of an exclusive set, and drops it where none is left', () => {
    expect(markedUntil(100, 130)).toEqual({ first: 100, last: 129 })
    expect(markedUntil(100, 80)).toEqual({ first: 81, last: 100 })
    expect(markedUntil(100, 101)).toEqual({ first: 100, last: 100 })
    expect(markedUntil(100, 100)).toBeNull()
  })

  it('does not turn a short mark around because its end lags and its start did not', () => {
    expect(endOf(100, { shown: 110, seen: 104 })).toBe(104)
    expect(endOf(100, { shown: 103, seen: 97 })).toBe(100)
    expect(endOf(100, { shown: 90, seen: 96 })).toBe(96)
    expect(endOf(100, { shown: 97, seen: 103 })).toBe(100)
  })

  it('goes from segment to segment, and begins beside the playhead', () => {
    const ordered = [
      { id: 'a', first: 10, last: 20 },
      { id: 'b', first: 30, last: 40 },
    ]
    expect(nextSegment(ordered, { selectedId: null, playhead: 15 }, 1)?.id).toBe('b')
    expect(nextSegment(ordered, { selectedId: null, playhead: 15 }, -1)?.id).toBe('a')
    expect(nextSegment(ordered, { selectedId: 'b', playhead: 0 }, -1)?.id).toBe('a')
    expect(nextSegment(ordered, { selectedId: 'b', playhead: 0 }, 1)).toBeNull()
  })
})
