import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anySegments, labelOf, segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import { movedBy } from './geometry.ts'
import { rowsOf } from './rows.ts'
import { clicked } from './selection.ts'
import { snapped } from './snapping.ts'
import { TrackIndexes } from './track-index.ts'
import { tracksOf } from './tracks.ts'

const labels = [labelOf('serve'), labelOf('walk'), labelOf('lunge')]
const [a, b, c, d] = [
  segmentOf('a', 0, 9),
  segmentOf('b', 20, 29),
  segmentOf('c', 25, 34, { labelId: 'walk' }),
  segmentOf('d', 40, 49, { labelId: 'lunge' }),
] as const
const rowsWith = (segments: readonly (typeof a)[]) =>
  rowsOf(
    tracksOf('label', { labels, athletes: [], segments }),
    { height: 'normal', closed: new Set() },
    new TrackIndexes(),
  )
const rows = rowsWith([a, b, c, d])
const plain = { toggle: false, extend: false }

describe('clicks', () => {
  it('select one, or add it to the others and take it out again', () => {
    expect([...clicked(rows, new Set(['a']), a, b, plain)]).toEqual(['b'])
    const both = clicked(rows, new Set(['a']), a, b, { ...plain, toggle: true })
    expect([...both]).toEqual(['a', 'b'])
    expect([...clicked(rows, both, b, a, { ...plain, toggle: true })]).toEqual(['b'])
  })

  it('with Shift select what lies between, on the track or on all tracks between two', () => {
    expect([...clicked(rows, new Set(['a']), a, b, { ...plain, extend: true })]).toEqual(['a', 'b'])
    expect([...clicked(rows, new Set(['a']), d, b, { ...plain, extend: true })]).toEqual(['b', 'c', 'd'])
  })

  it('with Shift and nothing to begin from select the one', () => {
    expect([...clicked(rows, new Set(), null, b, { ...plain, extend: true })]).toEqual(['b'])
  })
})

describe('many that are moved', () => {
  it('keep their distances and stay in the recording', () => {
    fc.assert(
      fc.property(anySegments, fc.integer({ min: -9000, max: 9000 }), (segments, wanted) => {
        if (segments.length === 0) return
        const span = {
          first: Math.min(...segments.map(({ first }) => first)),
          last: Math.max(...segments.map(({ last }) => last)),
        }
        const by = movedBy(span, 3000, wanted)
        expect(span.first + by).toBeGreaterThanOrEqual(0)
        expect(span.last + by).toBeLessThan(3000)
        expect(Math.abs(by)).toBeLessThanOrEqual(Math.abs(wanted))
      }),
    )
  })
})

describe('snapping', () => {
  const borders = { rows, dragged: new Set<string>(), others: [60] }

  it('draws to the nearest edge or playhead in reach, and to none out of reach', () => {
    expect(snapped(borders, 12, 3)).toBe(10)
    expect(snapped(borders, 58, 3)).toBe(60)
    expect(snapped(borders, 15, 3)).toBeNull()
  })

  it('does not draw a segment to itself, nor to what was rejected', () => {
    expect(snapped({ ...borders, dragged: new Set(['a']) }, 12, 3)).toBeNull()
    expect(snapped({ ...borders, rows: rowsWith([{ ...a, state: 'rejected' }]) }, 12, 3)).toBeNull()
  })

  it('finds what looking at every edge finds', () => {
    fc.assert(
      fc.property(
        anySegments,
        fc.double({ min: 0, max: 2100, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (segments, border, reach) => {
          const edges = segments.flatMap(({ first, last }) => [first, last + 1])
          const distances = edges.map((edge) => Math.abs(edge - border)).filter((distance) => distance <= reach)
          const near = snapped({ rows: rowsWith(segments), dragged: new Set(), others: [] }, border, reach)
          expect(near === null ? null : Math.abs(near - border)).toBe(
            distances.length === 0 ? null : Math.min(...distances),
          )
        },
      ),
    )
  })
})
