/** Every state of a label set is kept, so that what a segment was called on a day can be looked up. */
import type { Database } from 'better-sqlite3'
import type { LabelSetFile } from '../../contract/label-set-file.ts'
import type { RowChange } from '../library/edits.ts'
import { labelSetTable } from '../library/label-sets.ts'
import type { LabelSetRow } from '../library/label-sets.ts'
import { labelTable, toLabel } from '../library/labels.ts'

/** A label set as it is now, in the format of its file. */
export function contentOf(db: Database, set: LabelSetRow): LabelSetFile {
  const labels = labelTable(db).listOf(set.id).map(toLabel)
  return {
    format: 'touchline-labels',
    formatVersion: 1,
    id: set.id,
    name: set.name,
    exclusive: set.exclusive === 1,
    labels: labels.map(({ id, name, color, hotkey, kind, group, overlap, modifiers }) => {
      return { id, name, color, hotkey, kind, group, overlap, modifiers }
    }),
  }
}

/** Keeps what the sets that changes touched have become, where that is new. Part of the transaction that made the changes. */
export function keepVersions(db: Database, changes: readonly RowChange[]): void {
  for (const id of setIdsOf(changes)) {
    const set = labelSetTable(db).find(id)
    if (set !== undefined) keepVersion(db, set)
  }
}

/** The same for all sets: for what was there before versions were kept. */
export function keepAllVersions(db: Database): void {
  for (const set of labelSetTable(db).list()) keepVersion(db, set)
}

function keepVersion(db: Database, set: LabelSetRow): void {
  const table = labelSetTable(db)
  const newest = table.newestVersion(set.id)
  const content = JSON.stringify(contentOf(db, set))
  if (newest !== undefined && JSON.stringify(newest.content) === content) return
  table.addVersion(set.id, (newest?.version ?? 0) + 1, new Date().toISOString(), content)
}

/** Sets that changes touch, or labels of which they touch; each once. */
export function setIdsOf(changes: readonly RowChange[]): string[] {
  return [...new Set(changes.flatMap(setIdOf))]
}

function setIdOf(change: RowChange): string[] {
  switch (change.what) {
    case 'label': {
      const row = change.after ?? change.before
      return row === null ? [] : [row.label_set_id]
    }
    case 'labelSet': {
      const row = change.after ?? change.before
      return row === null ? [] : [row.id]
    }
    default:
      return []
  }
}
