/** How labels are marked live: by two presses or by holding, and how far a person lags behind what they see. */
import { preferences } from './preferences.svelte.ts'

/** toggle: a press starts, the next ends; hold: a segment lasts while the key is down. */
export type MarkingMode = 'toggle' | 'hold'

/** Nobody takes longer than this to press a key. */
export const LONGEST_LAG_MS = 3000

class Coding {
  readonly #stored = $derived(preferences.get('coding'))
  readonly mode: MarkingMode = $derived(this.#field('mode') === 'hold' ? 'hold' : 'toggle')
  readonly lagMs: number = $derived.by(() => {
    const lagMs = this.#field('lagMs')
    return typeof lagMs === 'number' && lagMs >= 0 && lagMs <= LONGEST_LAG_MS ? Math.round(lagMs) : 0
  })

  setMode(mode: MarkingMode): Promise<void> {
    return preferences.set('coding', { mode, lagMs: this.lagMs })
  }

  setLag(lagMs: number): Promise<void> {
    return preferences.set('coding', { mode: this.mode, lagMs })
  }

  #field(name: string): unknown {
    const stored = this.#stored
    return typeof stored === 'object' && stored !== null && name in stored
      ? (stored as Record<string, unknown>)[name]
      : undefined
  }
}

export const coding = new Coding()
