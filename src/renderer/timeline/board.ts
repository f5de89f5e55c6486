/** What a timeline shows and asks for: the page behind it decides what a change means. */
import type { Label, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'

/** A segment that a person is just making: it ends where the playhead is. */
export interface Growing extends FrameRange {
  readonly labelId: string
}

export interface SegmentBoard {
  readonly labels: readonly Label[]
  readonly segments: readonly Segment[]
  readonly growing: readonly Growing[]
  readonly selectedId: string | null
  /** Whether edges and bodies can be dragged. */
  readonly editable: boolean
  select(id: string | null): void
  /** Makes a new range durable. Resolves when it is confirmed or was refused; never rejects. */
  move(id: string, range: FrameRange): Promise<void>
}
