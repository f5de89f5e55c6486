/** The label set: making, changing and removing labels. Every function that changes something is one durable edit. */
import { randomUUID } from 'node:crypto'
import { checkHotkey, checkLabelName, nextColor, nextHotkey, sameLabelName } from '../../domain/labels.ts'
import { checkLength } from '../../domain/segments.ts'
import type { Label } from '../../contract/things.ts'
import type { RowChange } from '../library/edits.ts'
import { defaultLabelSet, labelTable, toLabel } from '../library/labels.ts'
import type { LabelRow } from '../library/labels.ts'
import { requireLabel } from '../library/lookups.ts'
import { segmentTable } from '../library/segments.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'

export interface LabelFields {
  readonly name: string
  readonly color?: string | undefined
  /** Undefined takes the next free key; null means none. */
  readonly hotkey?: string | null | undefined
  readonly kind?: 'state' | 'point' | undefined
}

/** Labels in their order, without those in the bin. */
export function listLabels(context: LibraryContext): Label[] {
  return labelTable(context.db).list().map(toLabel)
}

/** The label of that name, whatever its case; undefined where there is none. */
export function findLabel(context: LibraryContext, name: string): Label | undefined {
  return listLabels(context).find((label) => sameLabelName(label.name, name))
}

/** @throws Problem CONFLICT where the name or key is taken */
export function createLabel(context: LibraryContext, fields: LabelFields): Label {
  const row = newLabelRow(labelTable(context.db).list(), fields)
  commitEdit(context, {
    sessionId: null,
    description: `Add label ${row.name}`,
    changes: [{ what: 'label', before: null, after: row }],
  })
  return toLabel(row)
}

/**
 * A label row with what was not said filled in: colour, key, place at the end.
 * @param others the labels that are there already
 * @throws Problem CONFLICT where the name or key is taken
 */
export function newLabelRow(others: readonly LabelRow[], fields: LabelFields): LabelRow {
  const { hotkey } = fields
  return {
    id: randomUUID(),
    label_set_id: defaultLabelSet,
    name: checkLabelName(fields.name, others),
    color: (fields.color ?? nextColor(others)).toLowerCase(),
    hotkey: hotkey === undefined ? nextHotkey(others) : hotkey && checkHotkey(hotkey, others),
    kind: fields.kind ?? 'state',
    position: Math.max(-1, ...others.map((label) => label.position)) + 1,
    removed_at: null,
  }
}

/** @throws Problem NOT_FOUND, CONFLICT, INVALID_INPUT where it becomes a point label but has longer segments */
export function changeLabel(context: LibraryContext, patch: Partial<LabelFields> & { id: string }): Label {
  const before = requireLabel(context.db, patch.id)
  const others = labelTable(context.db)
    .list()
    .filter((label) => label.id !== before.id)
  const after: LabelRow = {
    ...before,
    name: patch.name === undefined ? before.name : checkLabelName(patch.name, others),
    color: (patch.color ?? before.color).toLowerCase(),
    hotkey: patch.hotkey === undefined ? before.hotkey : patch.hotkey && checkHotkey(patch.hotkey, others),
    kind: patch.kind ?? before.kind,
  }
  if (after.kind !== before.kind) {
    for (const row of segmentTable(context.db).listOfLabel(before.id)) {
      checkLength({ first: row.first_frame, last: row.last_frame }, after)
    }
  }
  const what = describeLabelChange(before, after)
  if (what === null) return toLabel(before)
  commitEdit(context, { sessionId: null, description: what, changes: [{ what: 'label', before, after }] })
  return toLabel(after)
}

/** Moves a label and its segments to the bin, in one edit: undoing it brings all of them back. */
export function removeLabel(context: LibraryContext, id: string): void {
  const before = requireLabel(context.db, id)
  const now = new Date().toISOString()
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

function describeLabelChange(before: LabelRow, after: LabelRow): string | null {
  if (before.name !== after.name) return `Rename label ${before.name} to ${after.name}`
  if (before.hotkey !== after.hotkey) return `Set key of ${after.name} to ${after.hotkey ?? 'none'}`
  if (before.color !== after.color) return `Change colour of ${after.name}`
  if (before.kind !== after.kind) return `Make ${after.name} a ${after.kind} label`
  return null
}
