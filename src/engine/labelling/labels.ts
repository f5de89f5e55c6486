/** The label set: making, changing and removing labels. Every function that changes something is one durable edit. */
import { randomUUID } from 'node:crypto'
import { checkHotkey, checkLabelName, movedTo, nextColor, nextHotkey } from '../../domain/labels.ts'
import { sameRow } from '../../domain/changes.ts'
import { checkModifiers, keptValues, type Modifier } from '../../domain/modifiers.ts'
import { Problem } from '../../domain/problem.ts'
import { checkLength } from '../../domain/segments.ts'
import type { Label } from '../../contract/things.ts'
import type { RowChange } from '../library/edits.ts'
import { firstLabelSet } from '../library/label-sets.ts'
import { labelTable, modifiersOf, toLabel } from '../library/labels.ts'
import type { LabelRow } from '../library/labels.ts'
import { requireLabel, requireLabelSet } from '../library/lookups.ts'
import { segmentTable, valuesOf } from '../library/segments.ts'
import type { SegmentRow } from '../library/segments.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'
import { checkNoneOverlap } from './overlaps.ts'

export interface LabelFields {
  readonly name: string
  readonly color?: string | undefined
  /** Undefined takes the next free key; null means none. */
  readonly hotkey?: string | null | undefined
  readonly kind?: 'state' | 'point' | undefined
  readonly group?: string | undefined
  readonly overlap?: 'allowed' | 'refused' | undefined
  readonly modifiers?: readonly Modifier[] | undefined
}

/** Labels of a set, or of all, in their order, without those in the bin. */
export function listLabels(context: LibraryContext, labelSetId?: string): Label[] {
  const table = labelTable(context.db)
  return (labelSetId === undefined ? table.list() : table.listOf(labelSetId)).map(toLabel)
}

/** @throws Problem NOT_FOUND for the set, CONFLICT where the name or key is taken, INVALID_INPUT for modifiers */
export function createLabel(context: LibraryContext, { labelSetId, commandKeys, ...fields }: NewLabel): Label {
  const set = requireLabelSet(context.db, labelSetId ?? firstLabelSet)
  const others = labelTable(context.db).listOf(set.id)
  const row = newLabelRow(set.id, others, fields, commandKeys && new Set(commandKeys))
  commitEdit(context, {
    sessionId: null,
    description: `Add label ${row.name}`,
    changes: [{ what: 'label', before: null, after: row }],
  })
  return toLabel(row)
}

export interface NewLabel extends LabelFields {
  /** The library's first set where left out. */
  readonly labelSetId?: string | undefined
  /** Keys of commands that a label doesn't get unasked; the usual ones where left out. */
  readonly commandKeys?: readonly string[] | undefined
}

/**
 * A label row with what was not said filled in: colour, key, place at the end.
 * @param others the labels that are in the set already
 * @param commandKeys keys of commands, where they are not the usual ones
 * @throws Problem CONFLICT where the name or key is taken, INVALID_INPUT for modifiers
 */
export function newLabelRow(
  labelSetId: string,
  others: readonly LabelRow[],
  fields: LabelFields,
  commandKeys?: ReadonlySet<string>,
): LabelRow {
  const { hotkey, modifiers = [] } = fields
  checkModifiers(modifiers)
  return {
    id: randomUUID(),
    label_set_id: labelSetId,
    name: checkLabelName(fields.name, others),
    color: (fields.color ?? nextColor(others)).toLowerCase(),
    hotkey: hotkey === undefined ? nextHotkey(others, commandKeys) : hotkey && checkHotkey(hotkey, others),
    kind: fields.kind ?? 'state',
    position: Math.max(-1, ...others.map((label) => label.position)) + 1,
    removed_at: null,
    group_name: fields.group ?? '',
    overlap: fields.overlap ?? 'allowed',
    modifiers: JSON.stringify(modifiers),
  }
}

/**
 * Changes a label. Its segments stay; values of modifiers that are gone go with them, in the same step of the history.
 * @throws Problem as `labelChanges`
 */
export function changeLabel(context: LibraryContext, { id, ...patch }: Partial<LabelFields> & { id: string }): Label {
  const before = requireLabel(context.db, id)
  const others = labelTable(context.db)
    .listOf(before.label_set_id)
    .filter((label) => label.id !== before.id)
  const { after, changes } = labelChanges(context, { before, others }, patch)
  const what = describeLabelChange(before, after)
  if (what === null) return toLabel(before)
  commitEdit(context, { sessionId: null, description: what, changes })
  return toLabel(after)
}

/**
 * A label as a patch has it, and everything that changes with it.
 * @param others the other labels of its set, as they are going to be
 * @throws Problem CONFLICT where a name or key is taken; INVALID_INPUT for modifiers, and where it becomes a point label but has
 *   longer segments; LABEL_OVERLAP where its segments may not overlap any more and do
 */
export function labelChanges(
  context: LibraryContext,
  { before, others }: { readonly before: LabelRow; readonly others: readonly LabelRow[] },
  patch: Partial<LabelFields>,
): { after: LabelRow; changes: RowChange[] } {
  if (patch.modifiers) checkModifiers(patch.modifiers)
  const after: LabelRow = {
    ...before,
    name: patch.name === undefined ? before.name : checkLabelName(patch.name, others),
    color: (patch.color ?? before.color).toLowerCase(),
    hotkey: patch.hotkey === undefined ? before.hotkey : patch.hotkey && checkHotkey(patch.hotkey, others),
    kind: patch.kind ?? before.kind,
    group_name: patch.group ?? before.group_name,
    overlap: patch.overlap ?? before.overlap,
    modifiers: patch.modifiers === undefined ? before.modifiers : JSON.stringify(patch.modifiers),
  }
  if (sameRow(before, after)) return { after: before, changes: [] }
  const segments = segmentTable(context.db).listOfLabel(before.id)
  if (after.kind !== before.kind) {
    for (const row of segments) checkLength({ first: row.first_frame, last: row.last_frame }, after)
  }
  if (after.overlap === 'refused' && before.overlap === 'allowed') checkNoneOverlap(after.name, segments)
  return { after, changes: [{ what: 'label', before, after }, ...changedValues(segments, before, after)] }
}

/**
 * Puts a label where another of its set stands, and into that one's group, as one step: `movedTo`.
 * @returns the labels of the set in their new order
 * @throws Problem NOT_FOUND where one of them is not there, or not in the same set
 */
export function moveLabel(context: LibraryContext, { id, toId }: { id: string; toId: string }): Label[] {
  const label = requireLabel(context.db, id)
  const target = requireLabel(context.db, toId)
  if (target.label_set_id !== label.label_set_id) {
    throw new Problem('NOT_FOUND', `“${target.name}” is in another label set. “${label.name}” was not moved.`)
  }
  const rows = new Map(
    labelTable(context.db)
      .listOf(label.label_set_id)
      .map((row) => [row.id, row]),
  )
  const places = [...rows.values()].map((row) => ({ id: row.id, group: row.group_name }))
  const changes = movedTo(places, id, toId).flatMap((place, position): RowChange[] => {
    const before = rows.get(place.id)!
    const after = { ...before, position, group_name: place.group }
    return sameRow(before, after) ? [] : [{ what: 'label', before, after }]
  })
  const description =
    describeLabelChange(label, { ...label, group_name: target.group_name }) ?? `Move ${label.name} among the labels`
  if (id !== toId && changes.length > 0) commitEdit(context, { sessionId: null, description, changes })
  return listLabels(context, label.label_set_id)
}

/** Moves a label and its segments to the bin, in one edit: undoing it brings all of them back. */
export function removeLabel(context: LibraryContext, id: string): void {
  const before = requireLabel(context.db, id)
  const now = momentOfItsOwn(context, id)
  const segments = segmentTable(context.db).listOfLabel(id)
  const changes: RowChange[] = segments.map((row) => ({
    what: 'segment',
    before: row,
    after: { ...row, removed_at: now },
  }))
  changes.push({ what: 'label', before, after: { ...before, removed_at: now } })
  const count = segments.length === 1 ? '1 segment' : `${segments.length} segments`
  commitEdit(context, {
    sessionId: null,
    description: segments.length === 0 ? `Remove label ${before.name}` : `Remove label ${before.name} with ${count}`,
    changes,
  })
}

/** Restoring a label brings back what went at its very moment, so no segment of it that was deleted before may have that. */
function momentOfItsOwn(context: LibraryContext, labelId: string): string {
  const before = segmentTable(context.db)
    .listRemovedOfLabel(labelId)
    .map((row) => Date.parse(row.removed_at ?? ''))
  return new Date(before.reduce((latest, ms) => Math.max(latest, ms + 1), Date.now())).toISOString()
}

function describeLabelChange(before: LabelRow, after: LabelRow): string | null {
  if (before.name !== after.name) return `Rename label ${before.name} to ${after.name}`
  if (before.hotkey !== after.hotkey) return `Set key of ${after.name} to ${after.hotkey ?? 'none'}`
  if (before.color !== after.color) return `Change colour of ${after.name}`
  if (before.kind !== after.kind) return `Make ${after.name} a ${after.kind} label`
  if (before.group_name !== after.group_name) {
    return after.group_name === ''
      ? `Take ${after.name} out of its group`
      : `Put ${after.name} into ${after.group_name}`
  }
  if (before.overlap !== after.overlap) {
    return after.overlap === 'allowed' ? `Let ${after.name} overlap` : `Let ${after.name} not overlap`
  }
  if (before.modifiers !== after.modifiers) return `Change modifiers of ${after.name}`
  return null
}

/** Segments that lose values because their modifier is gone or takes something else now. */
function changedValues(segments: readonly SegmentRow[], before: LabelRow, after: LabelRow): RowChange[] {
  if (before.modifiers === after.modifiers) return []
  const modifiers = modifiersOf(after)
  return segments.flatMap((row): RowChange[] => {
    const values = JSON.stringify(keptValues(valuesOf(row), modifiers))
    return values === row.modifiers ? [] : [{ what: 'segment', before: row, after: { ...row, modifiers: values } }]
  })
}
