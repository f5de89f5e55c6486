/** Keys as the commands and labels name them: 'space', 'shift+,', 'mod+z' (mod is Ctrl, or Cmd on a Mac). */

/** What of a keyboard event decides: the same for real events and for tests. */
export interface KeyPress {
  readonly key: string
  /** The key's place on the keyboard, whatever is printed on it. */
  readonly code: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const NAMES: Record<string, string> = { ' ': 'space' }
/** Where Shift prints another sign than the command is named by, which one it is differs between keyboards. */
const PLACES: Record<string, string> = {
  Comma: ',',
  Period: '.',
  ...Object.fromEntries([...'0123456789'].map((digit) => [`Digit${digit}`, digit])),
}

/** The names a key press answers to, the most exact first. */
export function chordsOf(press: KeyPress): string[] {
  const mod = press.ctrlKey || press.metaKey
  // AltGr types signs on many keyboards: then it is neither Ctrl nor Alt.
  const types = press.altKey && press.ctrlKey && press.key.length === 1
  if (press.altKey && !types) return []
  const key = NAMES[press.key] ?? press.key.toLowerCase()
  const before = mod && !types ? 'mod+' : ''
  if (!press.shiftKey) return [before + key]
  if (!isSign(press.key)) return [`${before}shift+${key}`]
  // A sign that needs Shift is known by the sign alone: '?', '+', and digits on some keyboards.
  const place = placeOf(press)
  return place === undefined ? [before + key] : [`${before}shift+${place}`, before + key]
}

const MODIFIERS = new Set([
  'Shift',
  'Control',
  'Alt',
  'AltGraph',
  'Meta',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
])

/**
 * The one name by which a pressed key is kept. Null while only modifiers are down, and for what belongs to the system or to
 * moving about: Alt with a key, and Tab.
 */
export function chordToKeep(press: KeyPress): string | null {
  if (MODIFIERS.has(press.key) || press.key === 'Tab') return null
  return chordsOf(press)[0] ?? null
}

/** Undefined also where Shift is what types the very sign, as digits on a French keyboard. */
function placeOf({ code, key }: KeyPress): string | undefined {
  const place = PLACES[code]
  return place === key ? undefined : place
}

function isSign(key: string): boolean {
  return key.length === 1 && !/\p{L}/u.test(key)
}

const WORDS: Record<string, string> = {
  space: 'Space',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  home: 'Home',
  end: 'End',
  pageup: 'Page ↑',
  pagedown: 'Page ↓',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  shift: 'Shift',
  '-': '−',
}

/** A chord as a person reads it: 'Shift ,', 'Ctrl Z', on a Mac '⌘ Z'. */
export function keyText(chord: string, onMac: boolean): string {
  const parts = chord.endsWith('+') ? [...chord.slice(0, -1).split('+').filter(Boolean), '+'] : chord.split('+')
  return parts.map((part) => (part === 'mod' ? (onMac ? '⌘' : 'Ctrl') : (WORDS[part] ?? part.toUpperCase()))).join(' ')
}
