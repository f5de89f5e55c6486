/** Changes of labels. Each is one durable edit that undo takes back; what the engine refuses is said. */
import type { Label } from '../../contract/things.ts'
import { holdersBeforeLabels } from '../commands/key-map.ts'
import { keys } from '../commands/shown-keys.svelte.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'

type LabelPatch = Partial<Pick<Label, 'name' | 'color' | 'hotkey' | 'kind' | 'group' | 'overlap' | 'modifiers'>>

/**
 * Adds a label with the engine's next colour and a key that nobody has; true once it is confirmed. The engine chooses the key:
 * what this window knows of the set may be older than the label that was added a moment ago.
 */
export function addLabel(labelSetId: string, name: string): Promise<boolean> {
  const commandKeys = Object.values(keys.map).flat()
  return edited(() => engine.labels.create({ labelSetId, name, commandKeys }))
}

export function changeLabel(label: Label, patch: LabelPatch): Promise<boolean> {
  return edited(() => engine.labels.change({ id: label.id, ...patch }))
}

export async function removeLabel(label: Label): Promise<boolean> {
  const removed = await edited(() => engine.labels.remove({ id: label.id }))
  if (removed) notices.say(`Moved the label ${label.name} and its segments to the bin.`)
  return removed
}

/** Puts a label where another of its set stands, into its group too. */
export function moveLabel(label: Label, target: Label): Promise<boolean> {
  return edited(() => engine.labels.move({ id: label.id, toId: target.id }))
}

/** Gives a label a key that another label of its set or commands have; those get its old one. One step for the labels. */
export async function swapKey(label: Label, hotkey: string): Promise<boolean> {
  const other = library.labelsOf(label.labelSetId).find((one) => one.hotkey === hotkey && one.id !== label.id)
  const old = label.hotkey
  return edited(async () => {
    const given = [{ id: label.id, hotkey }, ...(other === undefined ? [] : [{ id: other.id, hotkey: old }])]
    await engine.labels.giveKeys({ keys: given })
    await keys.giveToLabel(hotkey, old)
  })
}

/** Names of the label and the commands that have a key already. */
export function ownersOfKey(label: Label, hotkey: string): string[] {
  const others = library.labelsOf(label.labelSetId).filter((one) => one.hotkey === hotkey && one.id !== label.id)
  return [
    ...others.map(({ name }) => `the label “${name}”`),
    ...holdersBeforeLabels(keys.map, hotkey).map((id) => `the command “${keys.name(id)}”`),
  ]
}

/** Does an edit, then reads the library again; true where the engine confirmed it. */
export async function edited(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    await library.load()
    return true
  } catch (caught) {
    notices.problem(messageOf(caught))
    return false
  }
}
