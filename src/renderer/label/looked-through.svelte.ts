/** What a person looked through in the open recording, and the in- and out-point with which they say so. */
import type { ReviewedRange } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { reviewedShare } from '../../domain/reviewed.ts'
import { engine } from '../engine/client.ts'

export class LookedThrough {
  ranges = $state.raw<readonly ReviewedRange[]>([])
  inPoint = $state<number | null>(null)
  outPoint = $state<number | null>(null)

  /** Share of the frames that were looked through. */
  share(frames: number): number {
    return reviewedShare(this.ranges, frames)
  }

  /** From in- to out-point; from the start or to the end where only one is set. Null where none is. */
  between(frames: number): FrameRange | null {
    if (this.inPoint === null && this.outPoint === null) return null
    const [first, last] = [this.inPoint ?? 0, this.outPoint ?? frames - 1]
    return { first: Math.min(first, last), last: Math.max(first, last) }
  }

  setPoint(bound: 'first' | 'last', frame: number): void {
    if (bound === 'first') this.inPoint = frame
    else this.outPoint = frame
  }

  clearPoints(): void {
    this.inPoint = null
    this.outPoint = null
  }

  forget(): void {
    this.ranges = []
    this.clearPoints()
  }

  async read(recordingId: string): Promise<void> {
    this.ranges = await engine.reviewed.list({ recordingId })
  }

  /** @param how add: looked through; remove: not */
  async mark(recordingId: string, range: FrameRange, how: 'add' | 'remove'): Promise<void> {
    this.ranges = await engine.reviewed[how]({ recordingId, first: range.first, last: range.last })
    this.clearPoints()
  }
}
