/** How labels are marked live: by two presses or by holding, and how far a person lags behind what they see. */
import { preferences } from './preferences.svelte.ts'

/** toggle: a press starts, the next ends; hold: a segment lasts while the key is down. */
export type MarkingMode = 'toggle' | 'hold'

/** Nobody takes longer than this to press a key. */
export const LONGEST_LAG_MS = 3000

class Coding {
  readonly #stored = $derived(preferences.fields('coding'))
  readonly mode: MarkingMode = $derived(this.#stored['mode'] === 'hold' ? 'hold' : 'toggle')
  readonly lagMs: number = $derived.by(() => {
    const { lagMs } = this.#stored
    return typeof lagMs === 'number' && isLag(lagMs) ? Math.round(lagMs) : 0
  })

  setMode(mode: MarkingMode): Promise<void> {
    return preferences.set('coding', { mode, lagMs: this.lagMs })
  }

  /** Takes a lag as it was typed; what is none is passed over. */
  takeLag(typed: string): void {
    const lagMs = Number(typed)
    if (typed !== '' && isLag(lagMs)) void preferences.set('coding', { mode: this.mode, lagMs: Math.round(lagMs) })
  }
}

function isLag(lagMs: number): boolean {
  return lagMs >= 0 && lagMs <= LONGEST_LAG_MS
}

export const coding = new Coding()
