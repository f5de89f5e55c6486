import { describe, expect, it } from 'vitest'
import { bounded, marked, nextEdge } from './marking.ts'

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
})
