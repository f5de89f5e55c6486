/** The in- and out-point with which a person says what they looked through, and what they said so far. */
import type { FrameRange } from '../../domain/frames.ts'
import { reviewedShare } from '../../domain/reviewed.ts'
import { ReviewedRanges } from '../timeline/reviewed.svelte.ts'

export class LookedThrough {
  readonly reviewed = new ReviewedRanges()
  inPoint = $state<number | null>(null)
  outPoint = $state<number | null>(null)

  /** Share of the frames that were looked through. */
  share(frames: number): number {
    return reviewedShare(this.reviewed.ranges, frames)
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

  close(): void {
    this.reviewed.close()
    this.clearPoints()
  }

  /** Marks frames of a recording as looked through, or takes that back; the points have served then. */
  async mark(recordingId: string, range: FrameRange, looked: boolean): Promise<void> {
    await this.reviewed.mark(recordingId, range, looked)
    this.clearPoints()
  }
}
