/** What passes between the process and a thread that follows points. */
import type { Footage } from '../../contract/learning.ts'
import type { FrameRange } from '../../domain/frames.ts'
import type { ExtractionSettings } from '../../motion/index.ts'
import type { FlatProblem } from '../clips/loader-messages.ts'

/** Frames to look at: a whole file that was never indexed, or a part of an indexed recording. */
export type FrameSource =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'recording'; readonly footage: Footage; readonly range: FrameRange }

/** Handed to the thread as it starts. */
export interface TrajectoryThread {
  readonly task: 'trajectories'
  readonly settings: ExtractionSettings
}

export interface TrajectoryOrder {
  readonly id: number
  readonly source: FrameSource
}

export type TrajectoryReport =
  /** Trajectories as `packedViews` reads them. Their frames are counted from the first of the source. */
  | { readonly type: 'packed'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'frames'; readonly id: number; readonly done: number }
  | { readonly type: 'done'; readonly id: number; readonly lengthFrames: number; readonly isDamaged: boolean }
  | { readonly type: 'problem'; readonly id: number; readonly problem: FlatProblem }

export function isTrajectoryThread(data: unknown): data is TrajectoryThread {
  return typeof data === 'object' && data !== null && 'task' in data && data.task === 'trajectories'
}
