/** One side of a comparison as its address says it: a recording, the frame on which it is aligned, the frames that matter. */
import type { FrameRange } from '../../domain/frames.ts'

export interface ComparedSide {
  readonly recordingId: string
  /** The frame that is aligned with the other side's. */
  readonly event: number
  /** A segment of it; null for the whole recording. */
  readonly range: FrameRange | null
}

/** No dot: the address of a file has one. */
const pattern = /^([^@]+)(?:@(\d{1,9})(?:~(\d{1,9})-(\d{1,9}))?)?$/

/** 'id@120~120-188': aligned on frame 120, of a segment from 120 to 188. */
export function sideAddress({ recordingId, event, range }: ComparedSide): string {
  return `${recordingId}@${event}${range === null ? '' : `~${range.first}-${range.last}`}`
}

/** The side that an address names; null where it names none. */
export function sideOf(address: string | null): ComparedSide | null {
  const [, recordingId, event, first, last] = pattern.exec(address ?? '') ?? []
  if (recordingId === undefined) return null
  const range = first === undefined ? null : { first: Number(first), last: Number(last) }
  return { recordingId, event: Number(event ?? range?.first ?? 0), range }
}

/** A side as far as a recording of so many frames has it. */
export function heldIn({ recordingId, event, range }: ComparedSide, frames: number): ComparedSide {
  const held = (frame: number): number => Math.max(0, Math.min(frames - 1, frame))
  const first = held(range?.first ?? 0)
  return {
    recordingId,
    event: held(event),
    range: range === null ? null : { first, last: Math.max(first, held(range.last)) },
  }
}
