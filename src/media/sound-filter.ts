/** Sound on a recording's own time: from a moment of the picture on, whenever the sound itself began. */
import type { FrameTable } from '../domain/frames.ts'
import { durationSecs, ptsToSecs } from '../domain/frames.ts'
import { inputArgs } from './ffmpeg.ts'

export interface SoundSpan {
  /** Where the result begins, in seconds of the file's own timestamps; may be negative. */
  readonly startSecs: number
  readonly lengthSecs: number
  /** Samples per second that come out. */
  readonly sampleRate: number
}

/**
 * Filters after which sample i stands at `startSecs` + i / sampleRate: what came before is cut off, and silence stands where
 * the file has no sound, before its beginning, in gaps, and after its end. The input needs `-copyts`.
 */
export function soundFilter({ startSecs, lengthSecs, sampleRate }: SoundSpan): string {
  const samples = Math.max(1, Math.round(lengthSecs * sampleRate))
  const first = Math.round(startSecs * sampleRate)
  return [
    // What came before is cut off by its own timestamps; then silence fills up to the first one and in gaps, and nothing is
    // stretched.
    `atrim=start=${startSecs.toFixed(6)}`,
    // `first_pts` counts samples of what comes in: so the rate is changed before.
    `aresample=${sampleRate}`,
    `aresample=async=1:first_pts=${first}`,
    'asetpts=N/SR/TB',
    `apad=whole_len=${samples}`,
    `atrim=end_sample=${samples}`,
  ].join(',')
}

/** Options that open the first sound track of a file, with its own timestamps. */
export function soundInput(file: string): string[] {
  return ['-copyts', ...inputArgs(file), '-map', '0:a:0', '-vn', '-sn', '-dn']
}

/** The stretch of the file's time in which a recording has pictures. */
export function spanOf(table: FrameTable): { startSecs: number; lengthSecs: number } {
  return { startSecs: ptsToSecs(table.pts[0]!, table.timeBase), lengthSecs: durationSecs(table) }
}
