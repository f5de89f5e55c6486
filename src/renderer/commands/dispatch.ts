/** From a key press in the window to the command or label that it belongs to. */
import type { Label } from '../../contract/things.ts'
import { commandIds, commandTable, type CommandId } from './command-table.ts'
import { chordsOf } from './keys.ts'
import { commands } from './registry.svelte.ts'
import { keys } from './shown-keys.svelte.ts'

/** Labels whose key is down, by the key's place: which sign it types may change while it is held. */
const held = new Map<string, Label>()

/** Runs what a key stands for; commands come first, labels second. Keys that are typed into a field are left alone. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const chords = chordsOf(event)
  const id = commandOf(chords)
  if (belongsElsewhere(event, id)) return
  const label = id === undefined ? labelOf(chords) : undefined
  if (id === undefined && label === undefined) return
  event.preventDefault()
  if (event.repeat && !(id !== undefined && commandTable[id].repeats)) return
  if (id !== undefined) return commands.run(id)
  held.set(event.code, label!)
  commands.labelKeys?.press(label!)
}

export function onKeyUp(event: KeyboardEvent): void {
  const label = held.get(event.code)
  if (label === undefined) return
  held.delete(event.code)
  commands.labelKeys?.release(label)
}

/** A window that loses the focus hears no key let go. */
export function letAllGo(): void {
  for (const label of held.values()) commands.labelKeys?.release(label)
  held.clear()
}

/** The command of the first chord that has one that can be run now. */
function commandOf(chords: readonly string[]): CommandId | undefined {
  for (const chord of chords) {
    const id = commandIds.find((one) => keys.map[one].includes(chord) && commands.find(one) !== undefined)
    if (id !== undefined) return id
  }
  return undefined
}

function labelOf(chords: readonly string[]): Label | undefined {
  return commands.labelKeys?.labels().find(({ hotkey }) => hotkey !== null && chords.includes(hotkey))
}

const FIELDS = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="menu"]'
/** What a control that was reached by keyboard needs for itself. */
const OWN_KEYS = new Set(['Enter', ' '])
const MOVING_KEYS = /^Arrow|^Home$|^End$/

function belongsElsewhere({ target, key }: KeyboardEvent, id: CommandId | undefined): boolean {
  if (!(target instanceof Element)) return false
  // A dialog is all there is while it is open.
  if (document.querySelector('dialog[open]') !== null) return true
  if (target.closest(FIELDS) !== null) return id === undefined || !commandTable[id].inFields
  if (OWN_KEYS.has(key)) return target.matches(':is(button, a, summary, input, [role="tab"]):focus-visible')
  return MOVING_KEYS.test(key) && target.matches('input, [role="separator"], [role="tab"], [data-moves]')
}
