/** What a timeline shows and asks for: the page behind it decides what a change means. */
import type { Label, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'

/** A segment that a person is just making: it ends where the playhead is. */
export interface Growing extends FrameRange {
  readonly labelId: string
}

export interface SegmentRange extends FrameRange {
  readonly id: string
}

export interface SegmentBoard {
  readonly labels: readonly Label[]
  readonly athletes: readonly { readonly id: string; readonly name: string }[]
  /** By first frame. */
  readonly segments: readonly Segment[]
  readonly growing: readonly Growing[]
  readonly selectedIds: ReadonlySet<string>
  /** Ranges that a person has looked through, by first frame; no two of them touch. */
  readonly reviewed: readonly FrameRange[]
  /** Whether edges and bodies can be dragged. */
  readonly editable: boolean
  select(id: string | null): void
  selectMany(ids: ReadonlySet<string>): void
  /** Makes new ranges durable, as one step. Resolves when it is confirmed or was refused; never rejects. */
  move(ranges: readonly SegmentRange[]): Promise<void>
  /** Marks frames as looked through, or takes that back. Never rejects. */
  review(range: FrameRange, looked: boolean): Promise<void>
}
