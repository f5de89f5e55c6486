/**
 * Stand-ins: small sets with the layout, names, lists, quirks and faults of a published one, and drawn athletes in place of
 * its footage. What is planned here is data; `make-stand-in.ts` makes files of it.
 */
import type { EncodeCodec } from '../../../../media/encode.ts'
import type { FrameRange } from '../../../../domain/protocols.ts'

export interface StandInVideo {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly codec: EncodeCodec
}

/** One drawn clip. */
export interface StandInClip {
  /** A drawn action's label, or `rest`. */
  readonly action: string
  /** Number of the athlete, from 1. */
  readonly athlete: number
  /** Where it is filmed: the same name is the same place, camera and clothes. */
  readonly visit: string
  readonly frames: number
  /** Stretches in which the action is done, with standing between them; left out: all the time. */
  readonly bouts?: readonly FrameRange[]
}

export type PlannedFile =
  /** `keptShare`: only so much of the file is there, as after a broken download. */
  | { readonly kind: 'clip'; readonly path: string; readonly clip: StandInClip; readonly keptShare?: number }
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  /** The same content as another file of the plan that stands before it. */
  | { readonly kind: 'copy'; readonly path: string; readonly of: string }
  /** Named like a clip, and no video. */
  | { readonly kind: 'noise'; readonly path: string }

export interface StandIn {
  readonly video: StandInVideo
  readonly files: readonly PlannedFile[]
}

/** `small`: the fewest clips with which every protocol has something on each side, at half the size of picture. */
export interface StandInSize {
  readonly small: boolean
}

/** A video at its owner's size, or half of it. */
export function sized(video: StandInVideo, { small }: StandInSize): StandInVideo {
  return small ? { ...video, width: video.width / 2, height: video.height / 2 } : video
}

/** `3` as `03`. */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** The whole numbers from 1 on. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}
