/** Labels of the open recording: those of its session's set, and others that have segments in it. */
import type { Label, Recording, Segment, Session } from '../../contract/things.ts'
import { library } from '../engine/library.svelte.ts'

interface Open {
  readonly recording: Recording | null
  readonly segments: readonly Segment[]
}

export class LabelsAtHand {
  readonly #open: () => Open

  constructor(open: () => Open) {
    this.#open = open
  }

  readonly session: Session | null = $derived.by(() => library.session(this.#open().recording?.sessionId ?? null))
  /** Of the session's set: those that answer to their keys. */
  readonly own: readonly Label[] = $derived(this.session === null ? [] : library.labelsOf(this.session.labelSetId))
  /** Of other sets, with segments here. */
  readonly others: readonly Label[] = $derived.by(() => {
    const { segments } = this.#open()
    return library.labels.filter(
      ({ id, labelSetId }) => labelSetId !== this.session?.labelSetId && segments.some(({ labelId }) => labelId === id),
    )
  })
}
