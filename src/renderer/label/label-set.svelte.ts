/** Changes of the label set. Each is one durable edit that undo takes back. */
import type { Label } from '../../contract/things.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'

export type LabelPatch = Partial<Pick<Label, 'name' | 'color' | 'hotkey' | 'kind'>>

export class LabelSet {
  /** The label whose fields are open. */
  editedId = $state<string | null>(null)

  /** Adds a label with the engine's next colour and key; true once it is confirmed. */
  add(name: string): Promise<boolean> {
    return this.#edit(async () => {
      await engine.labels.create({ name })
    })
  }

  change(label: Label, patch: LabelPatch): Promise<boolean> {
    return this.#edit(async () => {
      await engine.labels.change({ id: label.id, ...patch })
    })
  }

  remove(label: Label): Promise<boolean> {
    return this.#edit(async () => {
      await engine.labels.remove({ id: label.id })
      this.editedId = null
      notices.say(`Removed the label ${label.name} with its segments. Undo brings them back.`)
    })
  }

  async #edit(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      await library.load()
      return true
    } catch (caught) {
      notices.problem(messageOf(caught))
      return false
    }
  }
}
