import { describe, expect, it } from 'vitest'
import { labelOf, segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import { layoutIn } from './layout.ts'
import { GROUP_PX, heightOf, rowAt, rowsOf } from './rows.ts'
import { TrackIndexes } from './track-index.ts'
import { tracksOf } from './tracks.ts'

const labels = [labelOf('serve', { group: 'Attack' }), labelOf('walk'), labelOf('smash', { group: 'Attack' })]
const segments = [
  segmentOf('1', 0, 9, { labelId: 'smash' }),
  segmentOf('2', 5, 20, { labelId: 'serve' }),
  segmentOf('3', 30, 40, { labelId: 'walk' }),
]
const arranged = (closed: string[]) =>
  rowsOf(
    tracksOf('label', { labels, athletes: [], segments }),
    { height: 'normal', closed: new Set(closed) },
    new TrackIndexes(),
  )

describe('rows', () => {
  it('keep the labels of a group together, under its name, after those of none', () => {
    expect(arranged([]).map(({ key }) => key)).toEqual(['walk', 'group Attack', 'serve', 'smash'])
  })

  it('of a closed group become one thin row that still shows its segments, in the order of time', () => {
    const rows = arranged(['Attack'])
    expect(rows.map(({ key, heightPx }) => [key, heightPx])).toEqual([
      ['walk', 32],
      ['group Attack', GROUP_PX],
    ])
    expect(rows[1]!.index.segments.map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('lie below each other without a gap', () => {
    const rows = arranged([])
    expect(heightOf(rows)).toBe(rows.reduce((sum, { heightPx }) => sum + heightPx, 0))
    const walkPx = rows[0]!.heightPx
    expect(rowAt(rows, walkPx + GROUP_PX + 1)?.key).toBe('serve')
    expect(rowAt(rows, heightOf(rows))).toBeUndefined()
  })
})

describe('a kept layout', () => {
  it('is what was kept, and the plain one where that can not be read', () => {
    const layout = { by: 'athlete', height: 'low', closed: ['Attack'] }
    expect(layoutIn(layout)).toEqual(layout)
    for (const other of [undefined, null, '', [], { by: 'colour' }]) expect(layoutIn(other).by).toBe('label')
  })
})
