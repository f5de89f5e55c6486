/** What a person set for this library, the same in all its windows: keys, reaction lag, sizes of panels. */
import { engine, messageOf } from './client.ts'
import { live } from './live.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'

type Json = Parameters<typeof engine.preferences.set>[0]['value']

class Preferences {
  #stored = $state.raw<Readonly<Record<string, unknown>>>({})
  /** Writes that the engine has not confirmed: what is read meanwhile is older. */
  #writing = 0

  constructor() {
    live.onChange((change) => {
      if (change.what === 'preferences') void this.load()
    })
  }

  async load(): Promise<void> {
    try {
      const stored = await engine.preferences.all({})
      if (this.#writing === 0) this.#stored = stored
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }

  /** What is stored under a key: of any shape, because another version may have written it. */
  get(key: string): unknown {
    return this.#stored[key]
  }

  /** The fields of what is stored under a key; none where it has no fields. */
  fields(key: string): Readonly<Record<string, unknown>> {
    const stored = this.get(key)
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
  }

  /** Shown at once; where the engine refuses, what it has is shown again. Null forgets. */
  async set(key: string, value: Json): Promise<void> {
    this.#stored = { ...this.#stored, [key]: value }
    this.#writing++
    try {
      await engine.preferences.set({ key, value })
    } catch (caught) {
      notices.problem(messageOf(caught))
    } finally {
      this.#writing--
    }
    await this.load()
  }
}

export const preferences = new Preferences()
