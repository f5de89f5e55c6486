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
const PLACES: Record<string, string> = { Comma: ',', Period: '.' }

/** The names a key press answers to, the most exact first. */
export function chordsOf(press: KeyPress): string[] {
  const mod = press.ctrlKey || press.metaKey
  // AltGr types signs on many keyboards: then it is neither Ctrl nor Alt.
  const types = press.altKey && press.ctrlKey && press.key.length === 1
  if (press.altKey && !types) return []
  const key = NAMES[press.key] ?? press.key.toLowerCase()
  const before = mod && !types ? 'mod+' : ''
  if (!press.shiftKey) return [before + key]
  const place = PLACES[press.code]
  const chords = [...(place === undefined ? [] : [`${before}shift+${place}`]), `${before}shift+${key}`]
  // A sign that needs Shift is known by the sign alone: '?', '+', and digits on some keyboards.
  return press.key.length === 1 && !/\p{L}/u.test(press.key) ? [...chords, before + key] : chords
}

const WORDS: Record<string, string> = {
  space: 'Space',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Del',
  backspace: 'Backspace',
  home: 'Home',
  end: 'End',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  shift: 'Shift',
  '-': '−',
}

/** A chord as a person reads it: 'Shift ,', 'Ctrl Z', on a Mac '⌘ Z'. */
export function keyText(chord: string, onMac: boolean): string {
  const parts = chord === '+' ? ['+'] : chord.split('+')
  return parts.map((part) => (part === 'mod' ? (onMac ? '⌘' : 'Ctrl') : (WORDS[part] ?? part.toUpperCase()))).join(' ')
}
