/** Putting the labels of a set in order: one is dragged, or moved by the arrow keys, to where another stands. */
import type { Label } from '../../contract/things.ts'
import { changeLabel, moveLabel } from '../labels/label-edits.ts'

export class LabelOrder {
  draggedId = $state<string | null>(null)
  overId = $state<string | null>(null)
  readonly #labels: () => readonly Label[]
  readonly #shown: () => readonly Label[]
  /** One after the other: a key pressed again at once starts from where the label then is. */
  #moves = Promise.resolve()

  /**
   * @param labels in the order of the set
   * @param shown as they stand on the page: group after group
   */
  constructor(labels: () => readonly Label[], shown: () => readonly Label[]) {
    this.#labels = labels
    this.#shown = shown
  }

  /** Whether the one that is dragged would come to where this one is. */
  isTarget({ id }: Label): boolean {
    return this.overId === id && this.draggedId !== id
  }

  drop(target: Label): void {
    const label = this.#labels().find(({ id }) => id === this.draggedId)
    this.draggedId = null
    this.overId = null
    if (label !== undefined) this.#next(() => putAt(label, target, this.#labels()))
  }

  move({ id }: Label, way: -1 | 1): void {
    this.#next(async () => {
      const shown = this.#shown()
      const at = shown.findIndex((one) => one.id === id)
      const [label, target] = [shown[at], shown[at + way]]
      if (label !== undefined && target !== undefined) await putAt(label, target, this.#labels())
    })
  }

  #next(work: () => Promise<void>): void {
    this.#moves = this.#moves.then(work)
  }
}

/** Puts a label where another stands, into its group too. What the engine refuses is said. */
async function putAt(label: Label, target: Label, labels: readonly Label[]): Promise<void> {
  if (label.id === target.id) return
  if (label.group !== target.group && !(await changeLabel(label, { group: target.group }))) return
  await moveLabel(
    label,
    labels.findIndex(({ id }) => id === target.id),
  )
}
