/** The ranges of a recording that a person has looked through, as the engine confirmed them. */
import type { ReviewedRange } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'

export class ReviewedRanges {
  /** By first frame; no two of them touch. */
  ranges = $state.raw<readonly ReviewedRange[]>([])
  #recordingId: string | null = null

  open(recordingId: string): Promise<void> {
    this.#recordingId = recordingId
    return this.read()
  }

  /** Reads those of the open recording again. */
  async read(): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null) return
    const ranges = await engine.reviewed.list({ recordingId })
    if (this.#recordingId === recordingId) this.ranges = ranges
  }

  close(): void {
    this.#recordingId = null
    this.ranges = []
  }

  /** Reads them again when they change, until the returned function is called. */
  follow(): () => void {
    return live.onChange((change) => {
      const id = this.#recordingId
      if (change.what !== 'reviewed' || id === null || (change.recordingId ?? id) !== id) return
      this.read().catch((caught: unknown) => notices.problem(messageOf(caught)))
    })
  }

  /** Marks frames of a recording as looked through, or takes that back. Rejects where the engine refuses it. */
  async mark(recordingId: string, { first, last }: FrameRange, looked: boolean): Promise<void> {
    const range = { recordingId, first, last }
    const ranges = await (looked ? engine.reviewed.add(range) : engine.reviewed.remove(range))
    if (this.#recordingId === recordingId) this.ranges = ranges
  }
}
