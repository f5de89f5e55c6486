/** Edits: one transaction that changes rows and remembers both sides of them; undo and redo swap the sides. */
import { inOrder, sameRow, sidesOf } from '../../domain/changes.ts'
import type { Change, Direction } from '../../domain/changes.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineEvent } from '../../contract/index.ts'
import { mostNamed } from '../../contract/labelling.ts'
import type { EditEntry } from '../../contract/things.ts'
import type { EngineContext } from '../context.ts'
import { athleteTable, sessionTable } from '../library/athletes.ts'
import { editTable } from '../library/edits.ts'
import type { EditRow, RowChange } from '../library/edits.ts'
import { drawingTable, reviewedTable, syncTable } from '../library/coding-rows.ts'
import { labelSetTable } from '../library/label-sets.ts'
import { labelTable } from '../library/labels.ts'
import { recordingTable } from '../library/recordings.ts'
import type { RecordingUse } from '../library/recordings.ts'
import { segmentTable } from '../library/segments.ts'
import { isSqliteError, storageProblem } from '../library/sqlite-errors.ts'
import { keepVersions } from './label-set-versions.ts'

type Changed = Extract<EngineEvent, { type: 'changed' }>

export type LibraryContext = Pick<EngineContext, 'db' | 'events' | 'paths'>

export interface Edit {
  /** Null for edits of the label set and of athletes: they can be taken back from any session. */
  readonly sessionId: string | null
  /** What it is, in words: 'Add serve 120–188'. */
  readonly description: string
  readonly changes: readonly RowChange[]
}

/**
 * Makes an edit durable, then announces it. It becomes the newest step of its session; what was undone before it
 * can't be done again.
 * @throws Problem CONFLICT where a row has changed meanwhile, DISK_FULL where it could not be written; then nothing changed
 */
export function commitEdit(context: LibraryContext, edit: Edit): EditEntry {
  const edits = editTable(context.db)
  const entry = inTransaction(context, () => {
    for (const change of edit.changes) writeChange(context, change, 'do')
    keepVersions(context.db, edit.changes)
    edits.dropUndone(edit.sessionId)
    return edits.insert(edit.sessionId, new Date().toISOString(), edit.description, edit.changes)
  })
  announce(context, edit.changes)
  return entry
}

/** Takes the newest step of a session back; null where there is none. */
export function undo(context: LibraryContext, sessionId: string): EditEntry | null {
  const edit = editTable(context.db).newestDone(sessionId)
  return edit === undefined ? null : takeStep(context, edit, 'undo')
}

/** Does the step again that was undone last; null where there is none. */
export function redo(context: LibraryContext, sessionId: string): EditEntry | null {
  const edit = editTable(context.db).oldestUndone(sessionId)
  return edit === undefined ? null : takeStep(context, edit, 'do')
}

/**
 * Goes back or on until this step is the newest of its session that is done.
 * @param editId null: until nothing is done
 * @returns how many steps it took
 * @throws Problem NOT_FOUND where it is no step of the session; CONFLICT, with the steps before it taken, as undo and redo
 */
export function goTo(context: LibraryContext, sessionId: string, editId: number | null): number {
  const edits = editTable(context.db)
  const target = editId === null ? null : edits.stateIn(sessionId, editId)
  if (target === undefined) {
    throw new Problem(
      'NOT_FOUND',
      'This step is not in the history any more: something else was done after it was undone.',
    )
  }
  let steps = 0
  const go = (to: () => EditEntry | null): void => {
    if (to() === null) throw new Error(`the history of ${sessionId} ended before step ${editId}`)
    steps++
  }
  if (target === 'undone') while (edits.stateIn(sessionId, editId!) === 'undone') go(() => redo(context, sessionId))
  else while ((edits.newestDone(sessionId)?.id ?? null) !== editId) go(() => undo(context, sessionId))
  return steps
}

/** Does a step again or takes it back, as one transaction. @throws Problem CONFLICT where what it changed was changed again since */
export function takeStep(context: LibraryContext, edit: EditRow, direction: Direction): EditEntry {
  const state = direction === 'do' ? 'done' : 'undone'
  try {
    inTransaction(context, () => {
      for (const change of inOrder(edit.changes, direction)) writeChange(context, change, direction)
      keepVersions(context.db, edit.changes)
      editTable(context.db).mark(edit.id, state)
    })
  } catch (caught) {
    if (!(caught instanceof Problem) || caught.code !== 'CONFLICT') throw caught
    const words = direction === 'do' ? "can't be done again" : "can't be undone"
    throw new Problem('CONFLICT', `“${edit.description}” ${words}: ${caught.message}`, { cause: caught })
  }
  announce(context, edit.changes)
  return { id: edit.id, at: edit.at, description: edit.description, state }
}

function inTransaction<Result>(context: LibraryContext, work: () => Result): Result {
  try {
    return context.db.transaction(work).immediate()
  } catch (caught) {
    if (isSqliteError(caught, 'SQLITE_CONSTRAINT')) {
      throw new Problem('CONFLICT', 'something made later depends on it, or has taken its name or key.', {
        cause: caught,
      })
    }
    throw storageProblem(caught, context.paths.database) ?? caught
  }
}

interface RowTable<Row> {
  find(id: string): Row | undefined
  put(row: Row): void
  delete?(id: string): void
}

function writeChange(context: LibraryContext, change: RowChange, direction: Direction): void {
  switch (change.what) {
    case 'segment':
      return writeRow(segmentTable(context.db), change, direction)
    case 'label':
      return writeRow(labelTable(context.db), change, direction)
    case 'labelSet':
      return writeRow(labelSetTable(context.db), change, direction)
    case 'reviewed':
      return writeRow(reviewedTable(context.db), change, direction)
    case 'drawing':
      return writeRow(drawingTable(context.db), change, direction)
    case 'sync':
      return writeRow(syncTable(context.db), change, direction)
    case 'recording':
      return writeRow(recordingUses(context), change, direction)
    case 'session':
      return writeRow(sessionTable(context.db), change, direction)
    case 'athlete':
      return writeRow(athleteTable(context.db), change, direction)
  }
}

function recordingUses(context: LibraryContext): RowTable<RecordingUse> {
  const table = recordingTable(context.db)
  return {
    find: (id) => {
      const row = table.find(id)
      return row && { id: row.id, removed_at: row.removed_at, slow_motion: row.slow_motion }
    },
    put: (use) => {
      table.putUse(use)
    },
  }
}

function writeRow<Row extends { id: string }>(table: RowTable<Row>, change: Change<Row>, direction: Direction): void {
  const { expected, target } = sidesOf(change, direction)
  const id = expected?.id ?? target?.id
  if (id === undefined) return
  if (!sameRow(table.find(id) ?? null, expected)) {
    throw new Problem('CONFLICT', 'what it changed has been changed again elsewhere since.')
  }
  if (target !== null) table.put(target)
  else table.delete?.(id)
}

/** Tells everybody who shows it what to read again. */
function announce(context: LibraryContext, changes: readonly RowChange[]): void {
  const events = new Map<string, Changed>()
  const ids = new Map<string, Set<string>>()
  for (const change of changes) {
    const event = eventOf(change)
    const key = JSON.stringify(event)
    events.set(key, event)
    const id = change.what === 'segment' ? (change.after ?? change.before)?.id : undefined
    if (id !== undefined) ids.set(key, (ids.get(key) ?? new Set()).add(id))
  }
  for (const [key, event] of events) {
    const named = ids.get(key)
    context.events.emit(named === undefined || named.size > mostNamed ? event : { ...event, ids: [...named] })
  }
}

function eventOf(change: RowChange): Changed {
  switch (change.what) {
    case 'segment':
      return { type: 'changed', what: 'segments', recordingId: (change.after ?? change.before)?.recording_id ?? null }
    case 'label':
    case 'labelSet':
      return { type: 'changed', what: 'labels', recordingId: null }
    case 'reviewed':
      return { type: 'changed', what: 'reviewed', recordingId: (change.after ?? change.before)?.recording_id ?? null }
    case 'drawing':
      return { type: 'changed', what: 'drawings', recordingId: (change.after ?? change.before)?.recording_id ?? null }
    case 'sync':
      return { type: 'changed', what: 'sync', recordingId: (change.after ?? change.before)?.id ?? null }
    case 'recording':
    case 'session':
    case 'athlete':
      return { type: 'changed', what: 'tree', recordingId: null }
  }
}
