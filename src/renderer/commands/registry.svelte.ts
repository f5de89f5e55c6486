/** Which commands can be run now, and what they do: the shell and the open page say so. */
import type { Label } from '../../contract/things.ts'
import type { CommandId } from './command-table.ts'

export type Run = () => void
export type Runs = Readonly<Partial<Record<CommandId, Run>>>

/** What the keys of labels do on the open page. */
interface LabelKeys {
  /** Labels that answer to their keys. */
  labels(): readonly Label[]
  press(label: Label): void
  /** The label's key is let go. */
  release(label: Label): void
  /** The same as a press, for who can't hold: a name in the palette. */
  mark(label: Label): void
}

class Commands {
  #offers = $state.raw<readonly Runs[]>([])
  #labelKeys = $state.raw<LabelKeys | null>(null)

  /** Offers commands until the returned function is called. */
  offer(runs: Runs): () => void {
    this.#offers = [...this.#offers, runs]
    return () => (this.#offers = this.#offers.filter((one) => one !== runs))
  }

  /** Lets labels hear their keys until the returned function is called. */
  offerLabels(labelKeys: LabelKeys): () => void {
    this.#labelKeys = labelKeys
    return () => {
      if (this.#labelKeys === labelKeys) this.#labelKeys = null
    }
  }

  get labelKeys(): LabelKeys | null {
    return this.#labelKeys
  }

  /** What a command does at the moment; undefined where it does not apply. */
  find(id: CommandId): Run | undefined {
    return this.#offers.findLast((runs) => runs[id] !== undefined)?.[id]
  }

  run(id: CommandId): void {
    this.find(id)?.()
  }
}

export const commands = new Commands()
