/** What the window and the thread that decodes a film tell each other. */
import type { FrameTable } from '../../domain/frames.ts'
import type { Size, Turn } from './picture.ts'

export interface Film {
  readonly url: string
  readonly table: FrameTable
  /** Whether the file's times are the recording's own. */
  readonly timed: boolean
  readonly display: Size
  /** Of the memory for decoded pictures, 0 to 1. */
  readonly cacheShare: number
}

/** Where the playhead is and which way it moves: 1 plays forward, -1 backward, 0 stands or is stepped. */
export interface Look {
  readonly playhead: number
  readonly direction: -1 | 0 | 1
}

export type DecodeOrder = { readonly type: 'open'; readonly film: Film } | ({ readonly type: 'look' } & Look)

export type DecodeReport =
  | {
      readonly type: 'opened'
      /** Time of the first frame in the file, in seconds. */
      readonly startSecs: number
      /** Size on screen, upright, of the pictures that come; and how to turn them to it. */
      readonly size: Size
      readonly turn: Turn
    }
  /** A frame can be drawn now; those in `gone` are to be let go of first. */
  | {
      readonly type: 'frame'
      readonly index: number
      readonly picture: VideoFrame | ImageBitmap
      readonly gone: readonly number[]
    }
  /** The decoder passed over a frame: there is no picture of it. */
  | { readonly type: 'lost'; readonly index: number }
  /** There are no more pictures, and why. */
  | { readonly type: 'problem'; readonly message: string }
