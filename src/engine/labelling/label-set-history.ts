/** Undo and redo for who works on label sets and has no session open: the same steps, without those of sessions. */
import type { EditEntry } from '../../contract/things.ts'
import { editTable } from '../library/edits.ts'
import type { EditRow } from '../library/edits.ts'
import { takeStep } from './history.ts'
import type { LibraryContext } from './history.ts'
import { setIdsOf } from './label-set-versions.ts'

export interface ChangedSets extends EditEntry {
  /** Sets that the step changed, or whose labels it changed. */
  readonly labelSetIds: string[]
}

/**
 * Takes the newest change of any label set or label back; null where there is none.
 * @throws Problem CONFLICT where what it changed is used by now
 */
export function undoSetChange(context: LibraryContext): ChangedSets | null {
  return stepOf(context, editTable(context.db).newestDoneOfSets(), 'undo')
}

/** Does the change again that was undone last; null where there is none. @throws Problem CONFLICT */
export function redoSetChange(context: LibraryContext): ChangedSets | null {
  return stepOf(context, editTable(context.db).oldestUndoneOfSets(), 'do')
}

function stepOf(context: LibraryContext, edit: EditRow | undefined, direction: 'do' | 'undo'): ChangedSets | null {
  if (edit === undefined) return null
  return { ...takeStep(context, edit, direction), labelSetIds: setIdsOf(edit.changes) }
}
