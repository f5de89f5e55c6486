/** Segments as they are dragged at the moment, before the engine has been asked: nothing is changed in any index. */
import type { FrameRange } from '../../domain/frames.ts'

export type Moved =
  | { readonly kind: 'trim'; readonly id: string; readonly range: FrameRange }
  /** All of these by so many frames. */
  | { readonly kind: 'shift'; readonly ids: ReadonlySet<string>; readonly by: number }
