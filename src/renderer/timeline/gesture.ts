/** What a pointer is in the middle of doing on the tracks and the ruler. */
import type { Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import type { Marquee } from './marquee.ts'
import type { Pointer } from './pointer.ts'

/** pressed: not moved yet; confirming: let go, the engine has not answered yet. */
type Phase = 'pressed' | 'moving' | 'confirming'

export interface OfSegments {
  readonly phase: Phase
  readonly grabbed: Segment
  /** All that is dragged. */
  readonly ids: ReadonlySet<string>
  readonly startX: number
  /** The fractional frame that was taken hold of: the view may move on under the pointer. */
  readonly startFrame: number
  readonly playhead: number
}

export type Gesture =
  | (OfSegments & { readonly kind: 'trim'; readonly edge: 'first' | 'last'; readonly range: FrameRange })
  | (OfSegments & {
      readonly kind: 'shift'
      /** From the first frame of all to the last. */
      readonly span: FrameRange
      readonly by: number
    })
  | { readonly kind: 'ground'; readonly phase: 'pressed'; readonly start: Pointer; readonly frame: number }
  | {
      readonly kind: 'marquee'
      readonly phase: 'moving'
      readonly start: GroundPlace
      readonly marquee: Marquee
      readonly adds: boolean
    }
  | {
      readonly kind: 'review'
      readonly phase: 'moving' | 'confirming'
      readonly frame: number
      readonly range: FrameRange
      readonly looked: boolean
    }

export interface GroundPlace {
  readonly frame: number
  readonly y: number
}
