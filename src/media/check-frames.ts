/**
 * Check frames: tiny grey versions of frames that decoding from the start delivered. Decoding from a key frame must
 * deliver the same ones, else it is not used.
 */
import { crc32 } from 'node:zlib'
import type { FrameTable } from '../domain/frames.ts'
import { approaches, decodeSpan, SpanMismatch } from './span.ts'
import type { SpanRequest } from './span.ts'

const checkWidth = 64
const checkHeight = 36
export const checkFrameBytes = checkWidth * checkHeight

/** Every how many frames one is kept, besides the key frames. */
const checkSpacing = 16
/** Frames decoded after each key frame that is tried. */
const framesPerTry = 48
const tries = 4

/** Picks single pixels, so that it costs nothing beside decoding; and compares bits, so that it need not look good. */
export const checkFilters = `scale=${checkWidth}:${checkHeight}:flags=neighbor+bitexact,format=gray`

/** The filter that lets check frames through, as `isCheckFrame` says. */
export const checkSelect = `select=key+not(mod(n\\,${checkSpacing}))`

export function isCheckFrame(frame: { readonly n: number; readonly isKey: boolean }): boolean {
  return frame.isKey || frame.n % checkSpacing === 0
}

/** What stands for a check frame. */
export function checkSum(frame: Uint8Array): number {
  return crc32(frame)
}

/**
 * Whether decoding from a key frame, reached by its timestamp, gives the frames that decoding from the start gave:
 * tried at up to 4 key frames spread over the recording. False for a recording with one key frame.
 * @param checks check sums by frame index, from decoding from the start
 * @throws Problem as `startFfmpeg`
 */
export async function verifySeeking(
  recording: { readonly file: string; readonly frameTable: FrameTable },
  checks: ReadonlyMap<number, number>,
  options: Pick<SpanRequest, 'signal' | 'threads' | 'lowPriority'>,
): Promise<boolean> {
  const { pts, keyFrames } = recording.frameTable
  const later = keyFrames.filter((frame) => frame > 0)
  if (later.length === 0) return false
  const chosen = new Set(
    Array.from({ length: tries }, (_, i) => later[Math.floor(((i + 0.5) * later.length) / tries)]!),
  )
  for (const key of chosen) {
    const span: SpanRequest = {
      ...recording,
      ...options,
      first: key,
      last: Math.min(key + framesPerTry, pts.length) - 1,
      step: 1,
      filters: checkFilters,
      frameBytes: checkFrameBytes,
      pixelFormat: 'gray',
      upright: false,
    }
    if (!(await seekAgrees(span, checks))) return false
  }
  return true
}

async function seekAgrees(span: SpanRequest, checks: ReadonlyMap<number, number>): Promise<boolean> {
  for (const approach of approaches(span.frameTable, span.first, true)) {
    if (approach.kind !== 'seek') continue
    try {
      let frame = span.first
      for await (const decoded of decodeSpan(span, approach)) {
        const expected = checks.get(frame++)
        if (expected !== undefined && expected !== checkSum(decoded)) return false
      }
      return true
    } catch (caught) {
      if (!(caught instanceof SpanMismatch)) throw caught
    }
  }
  return false
}
