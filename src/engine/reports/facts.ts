/** What a report of a session says, read from the library in one go. */
import type { Database } from 'better-sqlite3'
import type { FrameTable } from '../../domain/frames.ts'
import { durationSecs, frameCount, frameDurationSecs, frameToSecs } from '../../domain/frames.ts'
import { athleteTable } from '../library/athletes.ts'
import type { AthleteRow, SessionRow } from '../library/athletes.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import { labelTable } from '../library/labels.ts'
import { requireAthlete, requireSession } from '../library/lookups.ts'
import { recordingTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { segmentTable } from '../library/segments.ts'
import type { SegmentRow } from '../library/segments.ts'

export interface LabelFacts {
  readonly id: string
  readonly name: string
  readonly color: string
  readonly kind: 'state' | 'point'
}

/** Whose word a segment is: a person's; a model's that a person accepted or edited; a model's that waits. */
export type Standing = 'person' | 'confirmed' | 'proposed'

export interface SegmentFacts {
  readonly row: SegmentRow
  readonly label: LabelFacts
  readonly standing: Standing
  /** Athlete, where it is not the session's own. */
  readonly otherAthlete: string | null
  /** From the recording's first frame to the start of the segment's first and the end of its last. */
  readonly startSecs: number
  readonly endSecs: number
}

export interface RecordingFacts {
  readonly row: RecordingRow
  readonly frames: number
  readonly lengthSecs: number
  /** In order of time; rejected ones are not in it. */
  readonly segments: readonly SegmentFacts[]
  readonly rejected: number
}

export interface SessionFacts {
  readonly athlete: AthleteRow
  readonly session: SessionRow
  readonly recordings: readonly RecordingFacts[]
  /** Labels that the session's segments have, in the library's order. */
  readonly labels: readonly LabelFacts[]
  /** Ids of models whose segments are in it. */
  readonly modelIds: readonly string[]
}

/** @throws Problem NOT_FOUND */
export function sessionFacts(db: Database, sessionId: string): SessionFacts {
  const session = requireSession(db, sessionId)
  const athlete = requireAthlete(db, session.athlete_id)
  const order = new Map(
    labelTable(db)
      .list()
      .map((label, place) => [label.id, place]),
  )
  const recordings = recordingTable(db)
    .list()
    .filter((row) => row.session_id === session.id)
    .map((row) => recordingFacts(db, row, athlete))
  const segments = recordings.flatMap((recording) => recording.segments)
  const labels = [...new Map(segments.map(({ label }) => [label.id, label])).values()]
  return {
    athlete,
    session,
    recordings,
    labels: labels.sort((a, b) => (order.get(a.id) ?? Infinity) - (order.get(b.id) ?? Infinity)),
    modelIds: [...new Set(segments.map(({ row }) => row.model_id).filter((id) => id !== null))],
  }
}

function recordingFacts(db: Database, row: RecordingRow, athlete: AthleteRow): RecordingFacts {
  const table = frameTableOf(db, row.id)
  const rows = segmentTable(db).listOf(row.id)
  const kept = rows.filter((segment) => segment.state !== 'rejected')
  return {
    row,
    frames: frameCount(table),
    lengthSecs: durationSecs(table),
    segments: kept.map((segment) => segmentFacts(db, segment, { table, athlete })),
    rejected: rows.length - kept.length,
  }
}

function segmentFacts(
  db: Database,
  row: SegmentRow,
  { table, athlete }: { table: FrameTable; athlete: AthleteRow },
): SegmentFacts {
  const label = labelTable(db).find(row.label_id)
  return {
    row,
    label: {
      id: row.label_id,
      name: label?.name ?? 'Unknown label',
      color: label?.color ?? '#808080',
      kind: label?.kind ?? 'state',
    },
    standing: row.source === 'human' ? 'person' : row.state === 'proposed' ? 'proposed' : 'confirmed',
    otherAthlete: row.athlete_id === athlete.id ? null : (athleteTable(db).find(row.athlete_id)?.name ?? null),
    startSecs: frameToSecs(table, row.first_frame),
    endSecs: frameToSecs(table, row.last_frame) + frameDurationSecs(table, row.last_frame),
  }
}
