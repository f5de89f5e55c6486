/** Putting the labels of a set in order: one is dragged, or moved by the arrow keys, to where another stands. */
import type { Label } from '../../contract/things.ts'
import { moveLabel } from '../labels/label-edits.ts'

export class LabelOrder {
  draggedId = $state<string | null>(null)
  overId = $state<string | null>(null)
  readonly #shown: () => readonly Label[]
  /** One after the other: a key pressed again at once starts from where the label then is. */
  #moves: Promise<unknown> = Promise.resolve()

  /** @param shown the labels as they stand on the page: group after group */
  constructor(shown: () => readonly Label[]) {
    this.#shown = shown
  }

  /** Whether the one that is dragged would come to where this one is. */
  isTarget({ id }: Label): boolean {
    return this.overId === id && this.draggedId !== id
  }

  drop(target: Label): void {
    const label = this.#shown().find(({ id }) => id === this.draggedId)
    this.draggedId = null
    this.overId = null
    if (label !== undefined && label.id !== target.id) this.#next(() => moveLabel(label, target))
  }

  move({ id }: Label, way: -1 | 1): void {
    this.#next(async () => {
      const shown = this.#shown()
      const at = shown.findIndex((one) => one.id === id)
      const [label, target] = [shown[at], shown[at + way]]
      if (label !== undefined && target !== undefined) await moveLabel(label, target)
    })
  }

  #next(work: () => Promise<unknown>): void {
    this.#moves = this.#moves.then(work)
  }
}
