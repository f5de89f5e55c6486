/** Which keys which commands have, once a person has changed some: who has a key already, and how two swap theirs. */
import { commandIds, commandTable, isCommandId, type Command, type CommandId } from './command-table.ts'

/** The keys of the commands that a person changed; the others have their own. */
export type KeyChanges = Readonly<Partial<Record<CommandId, readonly string[]>>>
export type KeyMap = Readonly<Record<CommandId, readonly string[]>>

/** Changes as they were stored: what is no list of keys of a command of this version is passed over. */
export function readKeyChanges(stored: unknown): KeyChanges {
  if (typeof stored !== 'object' || stored === null) return {}
  const isKeys = (value: unknown): value is string[] =>
    Array.isArray(value) && value.length <= 8 && value.every((key) => typeof key === 'string' && key.length <= 40)
  return Object.fromEntries(Object.entries(stored).filter(([id, keys]) => isCommandId(id) && isKeys(keys)))
}

export function keyMapOf(changes: KeyChanges): KeyMap {
  return Object.fromEntries(commandIds.map((id) => [id, changes[id] ?? commandTable[id].keys])) as unknown as KeyMap
}

/** Whether two commands can be heard at the same time: on one page, or one of them everywhere. */
function shareAPlace(a: Command, b: Command): boolean {
  return a.where.includes('window') || b.where.includes('window') || a.where.some((where) => b.where.includes(where))
}

/** The other commands that hear a key where this one does. */
export function holdersOf(map: KeyMap, chord: string, id: CommandId): CommandId[] {
  return commandIds.filter(
    (other) => other !== id && map[other].includes(chord) && shareAPlace(commandTable[other], commandTable[id]),
  )
}

/** Commands that would be heard instead of a label with this key. */
export function holdersBeforeLabels(map: KeyMap, chord: string): CommandId[] {
  return commandIds.filter((id) => {
    const { where } = commandTable[id]
    return map[id].includes(chord) && (where.includes('label') || where.includes('window'))
  })
}

export interface Assignment {
  readonly id: CommandId
  readonly chord: string
  /** The key that goes; null where one is added. */
  readonly replaces: string | null
}

/** A command takes a key in the place of another of its keys, or as one more. */
export function assigned(changes: KeyChanges, { id, chord, replaces }: Assignment): KeyChanges {
  const keys = keyMapOf(changes)[id].filter((key) => key !== chord)
  const taken =
    replaces !== null && keys.includes(replaces)
      ? keys.map((key) => (key === replaces ? chord : key))
      : [...keys, chord]
  return withKeys(changes, id, taken)
}

/** The same, and those who had the key get the one that goes; where none goes, they lose theirs. */
export function swapped(changes: KeyChanges, assignment: Assignment): KeyChanges {
  const holders = holdersOf(keyMapOf(changes), assignment.chord, assignment.id)
  return assigned(
    holders.reduce((all, holder) => replaced(all, holder, assignment), changes),
    assignment,
  )
}

/** A command loses a key. */
export function without(changes: KeyChanges, id: CommandId, chord: string): KeyChanges {
  return withKeys(
    changes,
    id,
    keyMapOf(changes)[id].filter((key) => key !== chord),
  )
}

/** A label takes a key from commands; each gets the label's old one in its place, or none. */
export function givenToLabel(changes: KeyChanges, chord: string, labelsOld: string | null): KeyChanges {
  return holdersBeforeLabels(keyMapOf(changes), chord).reduce(
    (all, id) => replaced(all, id, { chord, replaces: labelsOld }),
    changes,
  )
}

/** A command has its own keys again. */
export function reset(changes: KeyChanges, id: CommandId): KeyChanges {
  const { [id]: _gone, ...others } = changes
  return others
}

/** A command has another key in the place of one; where that is null, it loses the key. */
function replaced(
  changes: KeyChanges,
  holder: CommandId,
  { chord, replaces }: Pick<Assignment, 'chord' | 'replaces'>,
): KeyChanges {
  if (replaces === null) return without(changes, holder, chord)
  const keys = keyMapOf(changes)[holder].map((key) => (key === chord ? replaces : key))
  return withKeys(changes, holder, [...new Set(keys)])
}

/** Keys that are a command's own again are no change: what a later version gives it, it then gets. */
function withKeys(changes: KeyChanges, id: CommandId, keys: readonly string[]): KeyChanges {
  const own = commandTable[id].keys
  const same = keys.length === own.length && keys.every((key, at) => key === own[at])
  return same ? reset(changes, id) : { ...changes, [id]: keys }
}
