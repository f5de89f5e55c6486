/** The bin of the whole library: everything that was deleted, and the way back. */
import type { BinEntry } from '../../contract/labelling.ts'
import { describeRange } from '../../domain/segments.ts'
import { Problem } from '../../domain/problem.ts'
import { restoreRecording } from '../footage/recordings.ts'
import { athleteTable, sessionTable } from '../library/athletes.ts'
import { drawingTable } from '../library/coding-rows.ts'
import type { RowChange } from '../library/edits.ts'
import { labelSetTable } from '../library/label-sets.ts'
import { labelTable } from '../library/labels.ts'
import { recordingTable } from '../library/recordings.ts'
import { segmentTable } from '../library/segments.ts'
import { checkHotkey, checkLabelName } from '../../domain/labels.ts'
import { restoreDrawings } from './drawings.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'
import { restoreSegments } from './segments.ts'

/** Newest first. Segments whose label or recording lies in the bin come back with it, and are not listed by themselves. */
export function listWholeBin({ db }: LibraryContext): BinEntry[] {
  const entry = (
    kind: BinEntry['kind'],
    row: { id: string; removed_at: string | null },
    title: string,
    where: string,
  ) => {
    return { kind, id: row.id, title, where, removedAt: row.removed_at ?? '' }
  }
  const labels = new Map([...labelTable(db).list(), ...labelTable(db).listRemoved()].map((row) => [row.id, row]))
  const recordings = recordingTable(db)
  const placeOf = (recordingId: string): string => {
    const recording = recordings.find(recordingId)
    return recording === undefined ? '' : `${placeOfSession(recording.session_id)} · ${recording.file_name}`
  }
  const placeOfSession = (sessionId: string): string => {
    const session = sessionTable(db).find(sessionId)
    return session === undefined ? '' : `${athleteTable(db).find(session.athlete_id)?.name ?? ''} · ${session.name}`
  }
  const isThere = (recordingId: string): boolean => recordings.find(recordingId)?.removed_at === null
  return [
    ...segmentTable(db)
      .listAllRemoved()
      .filter((row) => labels.get(row.label_id)?.removed_at === null && isThere(row.recording_id))
      .map((row) => {
        const range = describeRange({ first: row.first_frame, last: row.last_frame })
        return entry('segment', row, `${labels.get(row.label_id)!.name} ${range}`, placeOf(row.recording_id))
      }),
    ...drawingTable(db)
      .listRemoved()
      .filter((row) => isThere(row.recording_id))
      .map((row) => entry('drawing', row, `Drawing on frame ${row.frame}`, placeOf(row.recording_id))),
    ...[...labels.values()]
      .filter((row) => row.removed_at !== null && labelSetTable(db).find(row.label_set_id)?.removed_at === null)
      .map((row) => entry('label', row, `Label ${row.name}`, labelSetTable(db).find(row.label_set_id)?.name ?? '')),
    ...labelSetTable(db)
      .listRemoved()
      .map((row) => entry('labelSet', row, `Label set ${row.name}`, '')),
    ...recordings.listRemoved().map((row) => entry('recording', row, row.file_name, placeOfSession(row.session_id))),
  ].sort((a, b) => (a.removedAt < b.removedAt ? 1 : -1))
}

/** Takes things out of the bin, a step of the history each kind and session. @throws Problem NOT_FOUND, CONFLICT, LABEL_OVERLAP */
export async function restoreFromBin(
  context: LibraryContext,
  items: readonly { readonly kind: BinEntry['kind']; readonly id: string }[],
): Promise<void> {
  const ids = (kind: BinEntry['kind']): string[] => items.filter((item) => item.kind === kind).map(({ id }) => id)
  for (const id of ids('labelSet')) restoreLabelSet(context, id)
  for (const id of ids('label')) restoreLabel(context, id)
  for (const id of ids('recording')) await restoreRecording(context, id)
  for (const of of bySession(context, ids('segment'))) restoreSegments(context, of)
  restoreDrawings(context, ids('drawing'))
}

function bySession({ db }: LibraryContext, ids: readonly string[]): string[][] {
  const sessionOf = (id: string): string => {
    return recordingTable(db).find(segmentTable(db).find(id)?.recording_id ?? '')?.session_id ?? ''
  }
  return [...Map.groupBy(ids, sessionOf).values()]
}

function restoreLabelSet(context: LibraryContext, id: string): void {
  const before = labelSetTable(context.db).find(id)
  if (before === undefined || before.removed_at === null) return
  commitEdit(context, {
    sessionId: null,
    description: `Restore label set ${before.name}`,
    changes: [{ what: 'labelSet', before, after: { ...before, removed_at: null } }],
  })
}

/** A label comes back with the segments that went with it. Where its key is taken by now, it comes back without one. */
function restoreLabel(context: LibraryContext, id: string): void {
  const before = labelTable(context.db).find(id)
  if (before === undefined || before.removed_at === null) return
  const others = labelTable(context.db).listOf(before.label_set_id)
  checkLabelName(before.name, others)
  const after = { ...before, removed_at: null, hotkey: freeKey(before.hotkey, others) }
  const segments = segmentTable(context.db)
    .listRemovedOfLabel(id)
    .filter((row) => row.removed_at === before.removed_at)
  commitEdit(context, {
    sessionId: null,
    description: `Restore label ${before.name}`,
    changes: [
      { what: 'label', before, after },
      ...segments.map((row): RowChange => ({ what: 'segment', before: row, after: { ...row, removed_at: null } })),
    ],
  })
}

function freeKey(hotkey: string | null, others: Parameters<typeof checkHotkey>[1]): string | null {
  try {
    return hotkey && checkHotkey(hotkey, others)
  } catch (caught) {
    if (caught instanceof Problem && caught.code === 'CONFLICT') return null
    throw caught
  }
}
