/** Sizes of the panels as they were dragged, the same in all windows of the library. */
import { preferences } from './preferences.svelte.ts'

/** Each panel's size in CSS pixels: as it is at first, and between which bounds it stays usable. */
export const panelSizes = {
  tree: { usual: 220, least: 140, most: 480 },
  side: { usual: 288, least: 232, most: 560 },
  timeline: { usual: 208, least: 116, most: 900 },
  labels: { usual: 300, least: 96, most: 900 },
} as const

export type PanelName = keyof typeof panelSizes

class Panels {
  /** While a border is dragged, and before it is stored. */
  #dragged = $state.raw<Readonly<Partial<Record<PanelName, number>>>>({})
  readonly #stored = $derived(preferences.fields('panels'))

  size(name: PanelName): number {
    const stored = this.#stored[name]
    return held(name, this.#dragged[name] ?? (typeof stored === 'number' ? stored : panelSizes[name].usual))
  }

  get treeShown(): boolean {
    return this.#stored['treeShown'] !== false
  }

  showTree(shown: boolean): Promise<void> {
    return this.#store({ treeShown: shown })
  }

  /** Shows a size without keeping it. */
  drag(name: PanelName, size: number): void {
    this.#dragged = { ...this.#dragged, [name]: held(name, size) }
  }

  /** Keeps a size; null is the usual one. */
  async resize(name: PanelName, size: number | null): Promise<void> {
    const { [name]: _gone, ...others } = this.#dragged
    this.#dragged = others
    await this.#store({ [name]: size === null ? panelSizes[name].usual : Math.round(held(name, size)) })
  }

  #store(change: Record<string, number | boolean>): Promise<void> {
    const before = this.#stored as Readonly<Record<string, number | boolean>>
    return preferences.set('panels', { ...before, ...change })
  }
}

function held(name: PanelName, size: number): number {
  const { least, most } = panelSizes[name]
  return Math.min(most, Math.max(least, size))
}

export const panels = new Panels()
