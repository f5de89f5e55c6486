/** Keys of several labels at once, so that two can swap theirs in one step of the history. */
import type { Label } from '../../contract/things.ts'
import { checkHotkey } from '../../domain/labels.ts'
import type { RowChange } from '../library/edits.ts'
import { labelTable, toLabel } from '../library/labels.ts'
import type { LabelRow } from '../library/labels.ts'
import { requireLabel } from '../library/lookups.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'

/**
 * Gives labels other keys, or none.
 * @returns the labels as they are then, in the order in which they were named
 * @throws Problem NOT_FOUND; CONFLICT where a label that is not named has a key, or two are to get the same; INVALID_INPUT where
 *   it is no single character
 */
export function giveKeys(
  context: LibraryContext,
  wanted: readonly { readonly id: string; readonly hotkey: string | null }[],
): Label[] {
  const hotkeys = new Map(wanted.map(({ id, hotkey }) => [id, hotkey?.toLowerCase() ?? null]))
  const before = [...hotkeys.keys()].map((id) => requireLabel(context.db, id))
  const changed = before.filter(({ id, hotkey }) => hotkeys.get(id) !== hotkey)
  // Keys are taken away first: two labels may swap theirs.
  const keyless = changed.map((row): LabelRow => ({ ...row, hotkey: null }))
  const changes: RowChange[] = changed.flatMap((row, at): RowChange[] =>
    row.hotkey === null ? [] : [{ what: 'label', before: row, after: keyless[at]! }],
  )
  const done = new Map(before.map((row) => [row.id, row]))
  for (const row of keyless) done.set(row.id, row)
  for (const row of keyless) {
    const hotkey = hotkeys.get(row.id) ?? null
    if (hotkey === null) continue
    const others = labelTable(context.db)
      .listOf(row.label_set_id)
      .filter(({ id }) => id !== row.id)
      .map((other) => done.get(other.id) ?? other)
    const after = { ...row, hotkey: checkHotkey(hotkey, others) }
    changes.push({ what: 'label', before: row, after })
    done.set(row.id, after)
  }
  if (changes.length > 0) commitEdit(context, { sessionId: null, description: describe(changed), changes })
  return [...done.values()].map(toLabel)
}

function describe(changed: readonly LabelRow[]): string {
  const names = changed.map(({ name }) => name)
  return names.length > 2 ? `Change keys of ${names.length} labels` : `Change keys of ${names.join(' and ')}`
}
