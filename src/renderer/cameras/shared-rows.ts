/** Segments of other cameras as they lie on the leading one's timeline: a row for each camera that has some there. */
import type { Segment } from '../../contract/things.ts'
import { rangeIn, type Placed } from '../../domain/synchronise.ts'
import type { Row } from '../timeline/rows.ts'
import { indexed } from '../timeline/track-index.ts'

export const SHARED_ROW_PX = 22

/** Segments of one camera at their moments in the leading recording, by first frame there; rejected proposals left out. */
export function inLead(segments: readonly Segment[], from: Placed, lead: Placed): Segment[] {
  return segments
    .filter(({ state }) => state !== 'rejected')
    .flatMap((segment) => {
      const range = rangeIn(segment, from, lead)
      return range === null ? [] : [{ ...segment, ...range }]
    })
    .sort((a, b) => a.first - b.first || a.last - b.last)
}

export interface SharedTrack {
  readonly recordingId: string
  readonly title: string
  readonly segments: readonly Segment[]
}

export function sharedRows(tracks: readonly SharedTrack[]): Row[] {
  return tracks.map(({ recordingId, title, segments }, i) => ({
    kind: 'track',
    key: recordingId,
    top: i * SHARED_ROW_PX,
    heightPx: SHARED_ROW_PX,
    track: { key: recordingId, title, label: null, holds: 'labels', group: '', segments },
    index: indexed(segments),
  }))
}
