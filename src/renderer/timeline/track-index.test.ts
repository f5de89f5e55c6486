import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anySegments, segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import { rangesOverlap } from '../../domain/frames.ts'
import { between, flagsOf, indexed, MOST_LANES, TrackIndexes } from './track-index.ts'

const lanesOf = (index: ReturnType<typeof indexed>) =>
  index.segments.map(({ id }, at) => [id, index.lane[at], index.lanes[at]])

describe('the index of a track', () => {
  it('lets segments that follow each other use the whole height', () => {
    expect(lanesOf(indexed([segmentOf('a', 0, 9), segmentOf('b', 10, 20)]))).toEqual([
      ['a', 0, 1],
      ['b', 0, 1],
    ])
  })

  it('puts segments that overlap below each other, and shares the height anew where all have ended', () => {
    const index = indexed([
      segmentOf('human', 0, 10),
      segmentOf('proposal', 5, 15),
      segmentOf('later', 11, 30),
      segmentOf('apart', 40, 50),
    ])
    expect(lanesOf(index)).toEqual([
      ['human', 0, 2],
      ['proposal', 1, 2],
      ['later', 0, 2],
      ['apart', 0, 1],
    ])
  })

  it('never hides a segment behind another while there are lanes', () => {
    fc.assert(
      fc.property(anySegments, (segments) => {
        const index = indexed(segments)
        segments.forEach((a, i) => {
          segments.slice(i + 1).forEach((b, k) => {
            const at = i + 1 + k
            if (index.lane[i] === MOST_LANES - 1 || index.lane[i] !== index.lane[at]) return
            expect(rangesOverlap(a, b)).toBe(false)
          })
        })
      }),
    )
  })

  it('finds by halving what looking at every segment finds', () => {
    fc.assert(
      fc.property(anySegments, fc.nat(2100), fc.nat(300), (segments, first, length) => {
        const range = { first, last: first + length }
        const index = indexed(segments)
        const [from, to] = between(index, range.first, range.last)
        const found = segments.slice(from, to).filter((segment) => rangesOverlap(segment, range))
        expect(found).toEqual(segments.filter((segment) => rangesOverlap(segment, range)))
      }),
    )
  })

  it('tells for every segment whether it is selected', () => {
    const index = indexed([segmentOf('a', 0, 9), segmentOf('b', 10, 20)])
    expect([...flagsOf(new Set(['b']), index)]).toEqual([0, 1])
    expect([...flagsOf(new Set(), index)]).toEqual([0, 0])
  })

  it('is made again for the track that was edited, and for no other', () => {
    const indexes = new TrackIndexes()
    const serve = [segmentOf('a', 0, 9)]
    const lunge = [segmentOf('b', 0, 9)]
    const of = (one: typeof serve, other: typeof lunge) =>
      indexes.of([
        { key: 'serve', segments: one, mostLanes: 6 },
        { key: 'lunge', segments: other, mostLanes: 6 },
      ])
    const before = of(serve, lunge)
    const after = of([...serve], [segmentOf('b', 0, 12)])
    expect(after[0]).toBe(before[0])
    expect(after[1]).not.toBe(before[1])
  })
})
