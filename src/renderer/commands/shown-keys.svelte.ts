/** The keys in force: the table's, with what was changed in Settings. */
import { preferences } from '../engine/preferences.svelte.ts'
import { commandTable, type CommandId } from './command-table.ts'
import { givenToLabel, keyMapOf, readKeyChanges, type KeyChanges, type KeyMap } from './key-map.ts'
import { keyText } from './keys.ts'

const onMac = navigator.userAgent.includes('Mac')

class ShownKeys {
  readonly changes: KeyChanges = $derived(readKeyChanges(preferences.get('keys')))
  readonly map: KeyMap = $derived(keyMapOf(this.changes))

  async change(changes: KeyChanges): Promise<void> {
    if (changes === this.changes) return
    const stored = Object.fromEntries(Object.entries(changes).map(([id, chords]) => [id, [...chords]]))
    await preferences.set('keys', Object.keys(stored).length === 0 ? null : stored)
  }

  /** A label takes a key from commands; they get its old one. */
  giveToLabel(chord: string, labelsOld: string | null): Promise<void> {
    return this.change(givenToLabel(this.changes, chord, labelsOld))
  }

  name(id: CommandId): string {
    return commandTable[id].name
  }

  /** A chord as this machine's keyboard has it printed. */
  text(chord: string): string {
    return keyText(chord, onMac)
  }

  /** '(Space)' behind a button's name; empty where the command has no key. */
  hint(id: CommandId): string {
    const [first] = this.map[id]
    return first === undefined ? '' : ` (${this.text(first)})`
  }
}

export const keys = new ShownKeys()
