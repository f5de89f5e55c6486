/** Label sets: made, copied, changed, brought in from files. Every function that changes something is one durable edit. */
import { randomUUID } from 'node:crypto'
import type { LabelSetFile } from '../../contract/label-set-file.ts'
import type { LabelSet } from '../../contract/things.ts'
import { sameRow } from '../../domain/changes.ts'
import { Problem } from '../../domain/problem.ts'
import type { RowChange } from '../library/edits.ts'
import { firstLabelSet, labelSetTable } from '../library/label-sets.ts'
import type { LabelSetRow } from '../library/label-sets.ts'
import { labelTable } from '../library/labels.ts'
import type { LabelRow } from '../library/labels.ts'
import { requireLabelSet } from '../library/lookups.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'
import { contentOf } from './label-set-versions.ts'
import { labelChanges, newLabelRow } from './labels.ts'

/** Sets that are not in the bin, by name. */
export function listLabelSets(context: LibraryContext): LabelSet[] {
  return labelSetTable(context.db)
    .list()
    .map((row) => describeSet(context, row))
}

/** @param like the set whose labels are copied @throws Problem CONFLICT where the name is taken, NOT_FOUND */
export function createLabelSet(
  context: LibraryContext,
  { name, like }: { name: string; like?: string | undefined },
): LabelSet {
  const model = like === undefined ? null : requireLabelSet(context.db, like)
  const row: LabelSetRow = {
    id: randomUUID(),
    name: freeName(context, name),
    exclusive: model?.exclusive ?? 0,
    removed_at: null,
  }
  const labels = model === null ? [] : labelTable(context.db).listOf(model.id)
  commitEdit(context, {
    sessionId: null,
    description: `Add label set ${row.name}`,
    changes: [
      { what: 'labelSet', before: null, after: row },
      ...labels.map((label): RowChange => {
        return { what: 'label', before: null, after: { ...label, id: randomUUID(), label_set_id: row.id } }
      }),
    ],
  })
  return describeSet(context, row)
}

/** @throws Problem NOT_FOUND, CONFLICT where the name is taken */
export function changeLabelSet(
  context: LibraryContext,
  patch: { id: string; name?: string | undefined; exclusive?: boolean | undefined },
): LabelSet {
  const before = requireLabelSet(context.db, patch.id)
  const after: LabelSetRow = {
    ...before,
    name: patch.name === undefined || patch.name.trim() === before.name ? before.name : freeName(context, patch.name),
    exclusive: patch.exclusive === undefined ? before.exclusive : Number(patch.exclusive),
  }
  if (after.name !== before.name || after.exclusive !== before.exclusive) {
    const description =
      after.name === before.name
        ? `Let labels of ${after.name} ${after.exclusive ? 'follow one another' : 'overlap'}`
        : `Rename label set ${before.name} to ${after.name}`
    commitEdit(context, { sessionId: null, description, changes: [{ what: 'labelSet', before, after }] })
  }
  return describeSet(context, after)
}

/** Moves a set to the bin. @throws Problem CONFLICT for the library's first set and one that sessions use */
export function removeLabelSet(context: LibraryContext, id: string): void {
  const before = requireLabelSet(context.db, id)
  const { sessions } = labelSetTable(context.db).usesOf(id)
  if (id === firstLabelSet) {
    throw new Problem('CONFLICT', `“${before.name}” is the set that new sessions begin with. Rename it instead.`)
  }
  if (sessions > 0) {
    throw new Problem(
      'CONFLICT',
      `${sessions === 1 ? 'A session is' : `${sessions} sessions are`} coded with “${before.name}”. Give them another set first.`,
    )
  }
  commitEdit(context, {
    sessionId: null,
    description: `Remove label set ${before.name}`,
    changes: [{ what: 'labelSet', before, after: { ...before, removed_at: new Date().toISOString() } }],
  })
}

/**
 * Takes a set in from a file, as one edit. One that the library knows by its id is brought to what the file says, label by label,
 * and keeps its segments; another becomes a set of its own.
 * @throws Problem CONFLICT, INVALID_INPUT, LABEL_OVERLAP where what is there and the file contradict each other
 */
export function importLabelSet(context: LibraryContext, file: LabelSetFile): { set: LabelSet; notes: string[] } {
  const twice = file.labels.find(({ id }, at) => file.labels.findIndex((other) => other.id === id) !== at)
  if (twice !== undefined) {
    throw new Problem(
      'INVALID_INPUT',
      `“${twice.name}” has the id of another label of this file. Give it one of its own.`,
    )
  }
  const known = labelSetTable(context.db).find(file.id)
  return known !== undefined && known.removed_at === null ? bringTo(context, known, file) : takeIn(context, file)
}

/** A set as a file. @throws Problem NOT_FOUND */
export function exportLabelSet(context: LibraryContext, id: string): LabelSetFile {
  return contentOf(context.db, requireLabelSet(context.db, id))
}

/** What a set was after each change, newest first. @throws Problem NOT_FOUND */
export function versionsOf(context: LibraryContext, id: string) {
  requireLabelSet(context.db, id)
  return labelSetTable(context.db).versionsOf(id)
}

function takeIn(context: LibraryContext, file: LabelSetFile): { set: LabelSet; notes: string[] } {
  const table = labelSetTable(context.db)
  const row: LabelSetRow = {
    id: table.find(file.id) === undefined ? file.id : randomUUID(),
    name: nameBeside(context, file.name),
    exclusive: Number(file.exclusive),
    removed_at: null,
  }
  const labels: LabelRow[] = []
  for (const { id, ...fields } of file.labels) {
    const label = newLabelRow(row.id, labels, fields)
    labels.push(labelTable(context.db).find(id) === undefined ? { ...label, id } : label)
  }
  commitEdit(context, {
    sessionId: null,
    description: `Import label set ${row.name}`,
    changes: [
      { what: 'labelSet', before: null, after: row },
      ...labels.map((after): RowChange => ({ what: 'label', before: null, after })),
    ],
  })
  const renamed =
    row.name === file.name ? [] : [`There is a set “${file.name}” already, so this one is called “${row.name}”.`]
  return {
    set: describeSet(context, row),
    notes: [`Added “${row.name}” with ${labelCount(labels.length)}.`, ...renamed],
  }
}

function bringTo(context: LibraryContext, known: LabelSetRow, file: LabelSetFile): { set: LabelSet; notes: string[] } {
  const table = labelTable(context.db)
  const rows = table.listOf(known.id)
  const missing = rows.filter(({ id }) => !file.labels.some((label) => label.id === id))
  const changes: RowChange[] = []
  const notes: string[] = []
  // Keys are taken away first: two labels may have swapped theirs.
  const keyless = rows.map((before): LabelRow => {
    const wanted = file.labels.find(({ id }) => id === before.id)
    if (!wanted || before.hotkey === null || wanted.hotkey === before.hotkey) return before
    const after = { ...before, hotkey: null }
    changes.push({ what: 'label', before, after })
    return after
  })
  const done: LabelRow[] = [...missing]
  for (const { id, ...fields } of file.labels) {
    const before = keyless.find((label) => label.id === id)
    if (before === undefined) {
      const fresh = newLabelRow(known.id, [...keyless, ...done], fields)
      const after = table.find(id) === undefined ? { ...fresh, id } : fresh
      changes.push({ what: 'label', before: null, after })
      done.push(after)
      notes.push(`Added “${after.name}”.`)
      continue
    }
    const { after, changes: own } = labelChanges(context, { before, others: done }, fields)
    changes.push(...own)
    done.push(after)
    const was = rows.find((label) => label.id === id)!
    if (was.name !== after.name) notes.push(`Renamed “${was.name}” to “${after.name}”.`)
    else if (!sameRow(was, after)) notes.push(`Changed “${after.name}”.`)
  }
  const set: LabelSetRow = {
    ...known,
    name: file.name.trim() === known.name ? known.name : freeName(context, file.name),
    exclusive: Number(file.exclusive),
  }
  if (!sameRow(known, set)) changes.push({ what: 'labelSet', before: known, after: set })
  if (changes.length > 0) commitEdit(context, { sessionId: null, description: `Import label set ${set.name}`, changes })
  if (missing.length > 0)
    notes.push(`Not in the file, and left as they are: ${missing.map(({ name }) => name).join(', ')}.`)
  return {
    set: describeSet(context, set),
    notes: notes.length === 0 ? [`“${set.name}” is as the file has it.`] : notes,
  }
}

function describeSet(context: LibraryContext, row: LabelSetRow): LabelSet {
  const table = labelSetTable(context.db)
  return {
    id: row.id,
    name: row.name,
    exclusive: row.exclusive === 1,
    version: table.newestVersion(row.id)?.version ?? 1,
    ...table.usesOf(row.id),
    removedAt: row.removed_at,
  }
}

function freeName(context: LibraryContext, name: string): string {
  const wanted = name.normalize('NFC').trim()
  const taken = labelSetTable(context.db).findByName(wanted)
  if (taken === undefined) return wanted
  const advice =
    taken.removed_at === null ? 'Choose another name.' : 'It is in the bin: restore it, or choose another name.'
  throw new Problem('CONFLICT', `There is a label set “${wanted}” already. ${advice}`)
}

/** The name, or the name with a number where it is taken. */
function nameBeside(context: LibraryContext, name: string): string {
  const table = labelSetTable(context.db)
  let candidate = name
  for (let number = 2; table.findByName(candidate) !== undefined; number++) candidate = `${name} ${number}`
  return candidate
}

function labelCount(count: number): string {
  return count === 1 ? '1 label' : `${count} labels`
}
