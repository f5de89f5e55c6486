/** Where segments may not share a frame: on labels that say so, and between the labels of an exclusive set. */
import type { Database } from 'better-sqlite3'
import { framesText } from '../../domain/segments.ts'
import { Problem } from '../../domain/problem.ts'
import { labelSetTable } from '../library/label-sets.ts'
import { labelTable } from '../library/labels.ts'
import { segmentTable } from '../library/segments.ts'
import type { SegmentRow } from '../library/segments.ts'

/**
 * Checks segments as they are going to be, against those that stay as they are and against each other. Proposals and rejected
 * ones may lie anywhere.
 * @throws Problem LABEL_OVERLAP naming both
 */
export function checkOverlaps(db: Database, wanted: readonly SegmentRow[]): void {
  const said = wanted.filter(isSaid)
  const changed = new Set(wanted.map(({ id }) => id))
  for (const [index, row] of said.entries()) {
    const refusesAll = refusalOf(db, row)
    if (refusesAll === null) continue
    const others = segmentTable(db)
      .listSharing(row.recording_id, row.first_frame, row.last_frame)
      .filter(({ id }) => !changed.has(id))
    const together = said.slice(0, index).filter((other) => sharesFrame(row, other))
    const refused = [...others, ...together].find((other) => refusesAll(other))
    if (refused) throw overlap(db, row, refused)
  }
}

/** @throws Problem LABEL_OVERLAP where two of one label's segments share a frame of one recording */
export function checkNoneOverlap(label: string, segments: readonly SegmentRow[]): void {
  for (const of of Map.groupBy(segments.filter(isSaid), ({ recording_id }) => recording_id).values()) {
    const ordered = of.toSorted((a, b) => a.first_frame - b.first_frame)
    let reached: SegmentRow | undefined
    for (const row of ordered) {
      if (reached && row.first_frame <= reached.last_frame) {
        throw new Problem(
          'LABEL_OVERLAP',
          `Segments of “${label}” overlap already, at frame ${row.first_frame}. Change one of them first.`,
          { details: { ids: [reached.id, row.id] } },
        )
      }
      if (!reached || row.last_frame > reached.last_frame) reached = row
    }
  }
}

/** Which other segments this one may not share a frame with; null where it may with all. */
function refusalOf(db: Database, row: SegmentRow): ((other: SegmentRow) => boolean) | null {
  const label = labelTable(db).find(row.label_id)
  if (label === undefined) return null
  const exclusive = label.kind === 'state' && labelSetTable(db).find(label.label_set_id)?.exclusive === 1
  if (!exclusive && label.overlap === 'allowed') return null
  return (other) => {
    if (other.label_id === row.label_id) return true
    if (!exclusive) return false
    const otherLabel = labelTable(db).find(other.label_id)
    return otherLabel?.label_set_id === label.label_set_id && otherLabel.kind === 'state'
  }
}

/** Whether it stands, made or taken by a person: a proposal that waits or was rejected is no label. */
export function isSaid({ state, removed_at }: SegmentRow): boolean {
  return removed_at === null && (state === 'accepted' || state === 'edited')
}

function sharesFrame(a: SegmentRow, b: SegmentRow): boolean {
  return a.recording_id === b.recording_id && a.first_frame <= b.last_frame && b.first_frame <= a.last_frame
}

function overlap(db: Database, row: SegmentRow, other: SegmentRow): Problem {
  const name = (of: SegmentRow): string => labelTable(db).find(of.label_id)?.name ?? 'segment'
  const where = framesText({ first: other.first_frame, last: other.last_frame })
  const [own, others] = [name(row), name(other)]
  const why =
    row.label_id === other.label_id
      ? `segments of “${own}” may not overlap. Change one of the two, or allow it for the label.`
      : `the labels of this set follow one another, so “${own}” and “${others}” may not overlap. Change one of the two.`
  return new Problem('LABEL_OVERLAP', `“${others}” is marked at ${where} already, and ${why}`, {
    details: { id: row.id, other: other.id },
  })
}
