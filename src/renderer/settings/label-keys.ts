/** Labels whose key a command takes: a command is heard first, so they must get another. */
import type { Label } from '../../contract/things.ts'
import { commandTable } from '../commands/command-table.ts'
import { holdersBeforeLabels, type Assignment } from '../commands/key-map.ts'
import { keys } from '../commands/shown-keys.svelte.ts'
import { engine } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { edited } from '../labels/label-edits.ts'

/** Labels of any set that would not be heard any more. */
export function labelsHearing({ id, chord }: Assignment): Label[] {
  const { where } = commandTable[id]
  if (!where.includes('label') && !where.includes('window')) return []
  return library.labels.filter(({ hotkey }) => hotkey === chord)
}

/** They get the key that the command gives up where a label can have it, else none: all in one step. True where nothing was refused. */
export async function swapWithLabels(assignment: Assignment): Promise<boolean> {
  const labels = labelsHearing(assignment)
  if (labels.length === 0) return true
  const { id, replaces } = assignment
  const free =
    replaces !== null &&
    [...replaces].length === 1 &&
    holdersBeforeLabels(keys.map, replaces).every((one) => one === id)
  const given = labels.map(({ id: labelId, labelSetId }) => {
    const taken = library.labelsOf(labelSetId).some(({ hotkey }) => hotkey === replaces)
    return { id: labelId, hotkey: free && !taken ? replaces : null }
  })
  return edited(() => engine.labels.giveKeys({ keys: given }))
}
