/** Labels in the time of a session: segments of one camera become segments of another. */
import { keptValues } from '../../domain/modifiers.ts'
import { Problem } from '../../domain/problem.ts'
import { rangeIn, type Placed } from '../../domain/synchronise.ts'
import type { Segment } from '../../contract/things.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import { modifiersOf } from '../library/labels.ts'
import { requireLabel, requireRecordingInUse, requireSegment } from '../library/lookups.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { segmentTable, toSegment, valuesOf } from '../library/segments.ts'
import type { SegmentRow } from '../library/segments.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'
import { checkOverlaps, isSaid } from './overlaps.ts'
import { newHumanSegment } from './segments.ts'
import { tiedLine } from './synchronisation.ts'

/**
 * Copies segments to another recording of their session, at the same moments of its time, as one step of the history. Left out are
 * those that nobody has accepted, those at whose time the recording was not running, and those that it has already.
 * @returns what was added
 * @throws Problem NOT_FOUND; INVALID_INPUT for segments of another session; LABEL_OVERLAP; then none is added
 */
export function copySegments(context: LibraryContext, ids: readonly string[], recordingId: string): Segment[] {
  const { db } = context
  const target = requireRecordingInUse(db, recordingId)
  const to = placeOf(context, target)
  const places = new Map<string, Placed>()
  const placeFrom = (row: SegmentRow): Placed => {
    const known = places.get(row.recording_id)
    if (known !== undefined) return known
    const recording = requireRecordingInUse(db, row.recording_id)
    if (recording.session_id !== target.session_id) {
      throw new Problem('INVALID_INPUT', 'Segments can be copied within their session: only there is a common time.')
    }
    const place = placeOf(context, recording)
    places.set(row.recording_id, place)
    return place
  }
  const there = new Set(segmentTable(db).listOf(recordingId).filter(isSaid).map(keyOf))
  const rows = [...new Set(ids)]
    .map((id) => requireSegment(db, id))
    .filter(isSaid)
    .flatMap((row) => copied(context, row, { from: placeFrom(row), to, recordingId }))
    .filter((row) => {
      const key = keyOf(row)
      const isNew = !there.has(key)
      there.add(key)
      return isNew
    })
  if (rows.length === 0) return []
  checkOverlaps(db, rows)
  commitEdit(context, {
    sessionId: target.session_id,
    description: `Copy ${rows.length === 1 ? 'a segment' : `${rows.length} segments`} to ${target.file_name}`,
    changes: rows.map((row) => ({ what: 'segment', before: null, after: row })),
  })
  return rows.map(toSegment)
}

interface Way {
  readonly from: Placed
  readonly to: Placed
  readonly recordingId: string
}

function copied(context: LibraryContext, row: SegmentRow, { from, to, recordingId }: Way): SegmentRow[] {
  const label = requireLabel(context.db, row.label_id)
  const range = rangeIn({ first: row.first_frame, last: row.last_frame }, from, to)
  if (range === null) return []
  return [
    newHumanSegment(context, {
      recordingId,
      labelId: row.label_id,
      first: range.first,
      // A moment is one frame, at whatever frame rate.
      last: label.kind === 'point' ? range.first : range.last,
      comment: row.comment,
      modifiers: keptValues(valuesOf(row), modifiersOf(label)),
      rating: row.rating,
    }),
  ]
}

function keyOf({ label_id: labelId, first_frame: first, last_frame: last }: SegmentRow): string {
  return JSON.stringify([labelId, first, last])
}

function placeOf(context: LibraryContext, row: RecordingRow): Placed {
  const table = frameTableOf(context.db, row.id)
  return { table, line: tiedLine(context, row, table), lengthSecs: row.duration_secs }
}
