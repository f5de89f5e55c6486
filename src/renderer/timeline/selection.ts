/** What a click on a segment selects. */
import type { Segment } from '../../contract/things.ts'
import { placeOf, type Row } from './rows.ts'

export interface Held {
  /** Adds to what is selected, and takes out of it: Ctrl, or Cmd on a Mac. */
  readonly toggle: boolean
  /** Selects what lies between. */
  readonly extend: boolean
}

/**
 * The selection after a click on a segment.
 * @param anchor where a selection that is extended begins; null where nothing was chosen yet
 */
export function clicked(
  rows: readonly Row[],
  selectedIds: ReadonlySet<string>,
  anchor: Segment | null,
  segment: Segment,
  { toggle, extend }: Held,
): ReadonlySet<string> {
  if (extend && anchor !== null) {
    const ids = stretch(rows, anchor, segment).map(({ id }) => id)
    return new Set(toggle ? [...selectedIds, ...ids] : ids)
  }
  if (!toggle) return new Set([segment.id])
  const ids = new Set(selectedIds)
  if (!ids.delete(segment.id)) ids.add(segment.id)
  return ids
}

/** All segments in the time between two, on their rows and those between. */
function stretch(rows: readonly Row[], a: Segment, b: Segment): Segment[] {
  const [placeA, placeB] = [placeOf(rows, a), placeOf(rows, b)]
  if (placeA === null || placeB === null) return [b]
  const [from, to] = [rows.indexOf(placeA.row), rows.indexOf(placeB.row)].toSorted((x, y) => x - y) as [number, number]
  const first = Math.min(a.first, b.first)
  const last = Math.max(a.last, b.last)
  return rows
    .slice(from, to + 1)
    .flatMap(({ index }) => index.segments.filter((one) => one.first >= first && one.last <= last))
}
