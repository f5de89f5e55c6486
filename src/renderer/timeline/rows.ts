/** The rows of a timeline: tracks below each other, groups of labels that open and close. */
import type { Segment } from '../../contract/things.ts'
import type { Track } from './tracks.ts'
import { indexed, MOST_LANES, type TrackIndex, type TrackIndexes } from './track-index.ts'

export type TrackHeight = 'low' | 'normal' | 'high'

const HEIGHTS_PX: Record<TrackHeight, number> = { low: 20, normal: 32, high: 52 }
export const GROUP_PX = 20
/** How wide the names beside the tracks are. */
export const NAMES_PX = 132

interface Place {
  readonly key: string
  readonly top: number
  readonly heightPx: number
}

export interface TrackRow extends Place {
  readonly kind: 'track'
  readonly track: Track
  readonly index: TrackIndex
}

export interface GroupRow extends Place {
  readonly kind: 'group'
  readonly name: string
  /** Closed: its labels' segments lie in this one thin row. */
  readonly open: boolean
  readonly labels: number
  readonly index: TrackIndex
}

export type Row = TrackRow | GroupRow

export interface Arrangement {
  readonly height: TrackHeight
  /** Names of closed groups. */
  readonly closed: ReadonlySet<string>
}

const EMPTY = indexed([])

export function rowsOf(tracks: readonly Track[], { height, closed }: Arrangement, indexes: TrackIndexes): Row[] {
  const shown = [...Map.groupBy(tracks, ({ group, key }) => (group === '' ? `track ${key}` : group)).values()]
  const isClosed = ([first]: readonly Track[]) => first !== undefined && first.group !== '' && closed.has(first.group)
  const found = indexes.of(
    shown.flatMap((of) =>
      isClosed(of)
        ? [{ key: `group ${of[0]!.group}`, segments: merged(of), mostLanes: 1 }]
        : of.map(({ key, segments }) => ({ key, segments, mostLanes: MOST_LANES })),
    ),
  )
  const rows: Row[] = []
  let top = 0
  let next = 0
  const place = (key: string, heightPx: number): Place => {
    const placed = { key, top, heightPx }
    top += heightPx
    return placed
  }
  for (const of of shown) {
    const name = of[0]!.group
    if (name !== '') {
      const open = !isClosed(of)
      const labels = of.filter(({ holds }) => holds === 'labels').length
      const index = open ? EMPTY : found[next++]!
      rows.push({ kind: 'group', name, open, labels, index, ...place(`group ${name}`, GROUP_PX) })
      if (!open) continue
    }
    for (const track of of) {
      rows.push({ kind: 'track', track, index: found[next++]!, ...place(track.key, HEIGHTS_PX[height]) })
    }
  }
  return rows
}

export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return last === undefined ? 0 : last.top + last.heightPx
}

/** The row at a height; undefined below the last. */
export function rowAt(rows: readonly Row[], y: number): Row | undefined {
  return rows.find(({ top, heightPx }) => y >= top && y < top + heightPx)
}

/** The row that shows a segment, and where in its index; null where none does. */
export function placeOf(rows: readonly Row[], segment: Segment): { row: Row; at: number } | null {
  for (const row of rows) {
    const at = row.index.segments.indexOf(segment)
    if (at !== -1) return { row, at }
  }
  return null
}

function merged(tracks: readonly Track[]): Segment[] {
  return tracks.flatMap(({ segments }) => segments).sort((a, b) => a.first - b.first || a.last - b.last)
}
