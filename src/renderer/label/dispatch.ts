/** From a key press on the page to the command or label that it belongs to. */
import { commandOf } from './commands.ts'
import { chordsOf } from './keys.ts'
import type { Workbench } from './workbench.svelte.ts'

/** Runs what a key stands for; commands come first, labels second. Keys that are typed into a field are left alone. */
export function onKey(event: KeyboardEvent, bench: Workbench): void {
  if (event.defaultPrevented || event.isComposing || belongsElsewhere(event)) return
  const chords = chordsOf(event)
  const command = commandOf(chords)
  const label = bench.labels.find(({ hotkey }) => hotkey !== null && chords.includes(hotkey))
  if (command === undefined && label === undefined) return
  event.preventDefault()
  if (event.repeat && !command?.repeats) return
  if (command !== undefined) command.run(bench)
  else if (label !== undefined) bench.press(label)
}

const FIELDS = 'input, textarea, select, [contenteditable], dialog'
/** What a control that was reached by keyboard needs for itself. */
const OWN_KEYS = new Set(['Enter', ' '])

function belongsElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest(FIELDS) !== null) return true
  return OWN_KEYS.has(key) && target.matches('button:focus-visible, a:focus-visible, summary:focus-visible')
}
