import { describe, expect, it } from 'vitest'
import { labelOf, segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import type { Segment } from '../../contract/things.ts'
import { boxOf, hitAt } from './hit.ts'
import { inMarquee, marqueeOf } from './marquee.ts'
import { rowsOf } from './rows.ts'
import { TrackIndexes } from './track-index.ts'
import { tracksOf } from './tracks.ts'

const TRACK_PX = 32
const view = { startFrame: 0, framesPerPx: 1 }
const labels = [labelOf('serve'), labelOf('lunge'), labelOf('bounce', { kind: 'point' })]
const rowsWith = (...segments: Segment[]) =>
  rowsOf(
    tracksOf('label', { labels, athletes: [], segments: segments.toSorted((a, b) => a.first - b.first) }),
    { height: 'normal', closed: new Set() },
    new TrackIndexes(),
  )
const look = (segments: Segment[], x: number, { track = 0, selected = [] as string[] } = {}) => {
  const isPoint = ({ labelId }: Segment) => labelId === 'bounce'
  const looked = { rows: rowsWith(...segments), view, selectedIds: new Set(selected), isPoint }
  const hit = hitAt(looked, { x, y: track * TRACK_PX + TRACK_PX / 2 })
  return hit && { id: hit.segment.id, part: hit.part }
}
const serve = segmentOf('serve', 100, 199)
const after = segmentOf('after', 200, 260)

describe('what is under the pointer', () => {
  it('finds edges a little outside and inside, the body between, and nothing beside', () => {
    const at = (x: number) => look([serve], x)?.part ?? null
    expect([90, 96, 104, 150, 196, 204, 210].map(at)).toEqual([null, 'first', 'first', 'body', 'last', 'last', null])
  })

  it('tells tracks apart', () => {
    const lunge = { ...serve, labelId: 'lunge' }
    expect(look([lunge], 150)).toBeNull()
    expect(look([lunge], 150, { track: 1 })?.id).toBe('serve')
  })

  it('grabs the edge of the selected segment where two meet', () => {
    expect(look([serve, after], 200, { selected: ['serve'] })).toEqual({ id: 'serve', part: 'last' })
    expect(look([serve, after], 200, { selected: ['after'] })).toEqual({ id: 'after', part: 'first' })
  })

  it('leaves a body to grab on short segments', () => {
    expect(look([segmentOf('short', 100, 108)], 104.5)?.part).toBe('body')
  })

  it('gives a moment a comfortable area, and no edges', () => {
    const bounce = segmentOf('bounce', 100, 100, { labelId: 'bounce' })
    const at = (x: number) => look([bounce], x, { track: 2 })?.part ?? null
    expect([88, 92, 100, 110, 114].map(at)).toEqual([null, 'body', 'body', 'body', null])
  })

  it('is found among a hundred thousand that are thinner than a pixel', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => segmentOf(`s${i}`, i * 2, i * 2))
    const looked = {
      rows: rowsWith(...many),
      view: { startFrame: 0, framesPerPx: 200 },
      selectedIds: new Set<string>(),
      isPoint: () => false,
    }
    const hit = hitAt(looked, { x: 500, y: 10 })
    expect(Math.abs(hit!.segment.first - 100_000)).toBeLessThanOrEqual(200)
  })

  it('keeps one frame of a long recording visible', () => {
    const box = boxOf({ first: 100, last: 100 }, { top: 0, height: 28 }, { startFrame: 0, framesPerPx: 50 })
    expect(box.width).toBe(2)
  })
})

describe('the marquee', () => {
  const lunge = segmentOf('lunge', 150, 180, { labelId: 'lunge' })
  const caught = (from: [number, number], to: [number, number]) =>
    inMarquee(rowsWith(serve, after, lunge), marqueeOf({ frame: from[0], y: from[1] }, { frame: to[0], y: to[1] })).map(
      ({ id }) => id,
    )

  it('catches what it touches, on the tracks that it crosses, whichever way it was drawn', () => {
    expect(caught([90, 4], [120, 20])).toEqual(['serve'])
    expect(caught([260, 60], [170, 4])).toEqual(['serve', 'after', 'lunge'])
    expect(caught([170, 40], [175, 60])).toEqual(['lunge'])
  })

  it('leaves what ends where it begins', () => {
    expect(caught([200, 4], [230, 20])).toEqual(['after'])
    expect(caught([10, 4], [100, 60])).toEqual([])
  })
})
