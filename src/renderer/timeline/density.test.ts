import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anySegments, segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import { rangesOverlap } from '../../domain/frames.ts'
import { LEVELS, runsOf, sorted } from './density.ts'
import { indexed } from './track-index.ts'

const size = { widthPx: 200, reachPx: 0 }
const total = (counts: Uint32Array) => counts.reduce((sum, count) => sum + count, 0)

describe('what is drawn of a track', () => {
  it('is every visible segment, once: as a box or in a column', () => {
    fc.assert(
      fc.property(
        anySegments,
        fc.double({ min: 0, max: 1800, noNaN: true }),
        fc.double({ min: 0.02, max: 30, noNaN: true }),
        (segments, startFrame, framesPerPx) => {
          const view = { startFrame, framesPerPx }
          const { boxes, columns } = sorted(indexed(segments), view, size, null, null)
          const visible = { first: Math.floor(startFrame), last: Math.ceil(startFrame + 200 * framesPerPx) }
          const wanted = segments.filter((segment) => rangesOverlap(segment, visible))
          expect(boxes.length + (columns === null ? 0 : total(columns.counts))).toBe(wanted.length)
        },
      ),
    )
  })

  it('takes as many columns as there are pixels, however many segments', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => segmentOf(`s${i}`, i * 10, i * 10 + 4))
    const { boxes, columns } = sorted(indexed(many), { startFrame: 0, framesPerPx: 1000 }, size, null, null)
    expect(boxes).toEqual([])
    expect(columns?.counts.length).toBeLessThan(210)
    const [run, ...others] = runsOf(
      columns!,
      1000,
      () => 'serve',
      () => undefined,
    )
    expect(others).toEqual([])
    // Half of the frames are covered.
    expect(run).toMatchObject({ leftPx: 0, widthPx: 200, level: Math.ceil(LEVELS / 2), marked: false })
  })

  it('is the same after panning by whole pixels: nothing flickers', () => {
    const many = Array.from({ length: 300 }, (_, i) => segmentOf(`s${i}`, i * 37, i * 37 + 3))
    const at = (startPx: number) => {
      const view = { startFrame: startPx * 20, framesPerPx: 20 }
      const { columns } = sorted(indexed(many), view, size, null, null)
      return [...columns!.counts].map((count, column) => [Math.round(columns!.leftPx + column + startPx), count])
    }
    const [before, after] = [new Map(at(10) as [number, number][]), new Map(at(60) as [number, number][])]
    for (let column = 70; column < 200; column++) expect(after.get(column)).toBe(before.get(column))
  })

  it('leaves out what is dragged away, and marks columns with something selected in them', () => {
    const index = indexed([segmentOf('a', 0, 0), segmentOf('b', 1, 1), segmentOf('c', 2, 2)])
    const { columns } = sorted(
      index,
      { startFrame: 0, framesPerPx: 10 },
      size,
      (at) => at !== 0,
      (at) => at === 2,
    )
    expect([columns?.counts[0], columns?.first[0], columns?.marked[0]]).toEqual([2, 1, 1])
  })
})
