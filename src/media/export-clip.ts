/** A stretch of a recording as a film of its own: exactly its frames, spaced in time as they were, with their sound. */
import { stat } from 'node:fs/promises'
import type { FrameRange, FrameTable } from '../domain/frames.ts'
import { frameDurationSecs, ptsToSecs, rangeLength, typicalFrameSecs } from '../domain/frames.ts'
import { checkFile } from './check-file.ts'
import { fileUrl, inputArgs, startFfmpeg, threadArgs } from './ffmpeg.ts'
import { changedFootage } from './frames.ts'
import type { IndexedFootage } from './frames.ts'
import { followProgress } from './progress-lines.ts'
import { soundFilter } from './sound-filter.ts'
import { approaches, pickFilters, seekArgs, SpanMismatch, spanStart } from './span.ts'
import type { Approach } from './span.ts'
import { SpanLog } from './span-log.ts'
import type { SpanStart } from './span-log.ts'
import { writeWhole } from './temp-file.ts'
import { writeFailure } from './write-failure.ts'

export interface ClipExport extends IndexedFootage {
  readonly range: FrameRange
  readonly hasAudio: boolean
  /** Size on screen, as the index says: the clip is upright, with square pixels. */
  readonly displayWidth: number
  readonly displayHeight: number
  /** MP4 file to write. */
  readonly out: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly frames: number; readonly totalFrames: number }) => void
  readonly threads?: number
}

export interface ExportedClip {
  readonly frames: number
  readonly sizeBytes: number
}

/**
 * Writes frames `range.first` to `range.last` and no other as H.264 4:2:0 of constant quality in MP4, from time 0 on. Every
 * frame's timestamp is compared with the frame table, as `readFrames` does; it appears whole or not at all.
 * Where the recording's own timestamps had to be repaired, frames are evenly spaced.
 * @throws RangeError when the table has no such frames; Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY,
 *   FILE_CHANGED when the file does not deliver the frames of its table, DISK_FULL, FFMPEG_MISSING, INTERNAL, and what
 *   `startFfmpeg` throws
 */
export async function exportClip(request: ClipExport): Promise<ExportedClip> {
  const { file, frameTable, range, out, seekable } = request
  if (!(range.first >= 0 && range.first <= range.last && range.last < frameTable.pts.length)) {
    throw new RangeError(`frames ${range.first} to ${range.last} of a recording of ${frameTable.pts.length} frames`)
  }
  await checkFile(file)
  return writeWhole(out, async (partial) => {
    let mismatch: SpanMismatch | null = null
    for (const approach of approaches(frameTable, range.first, seekable)) {
      try {
        await encode(request, approach, partial)
        return { frames: rangeLength(range), sizeBytes: (await stat(partial)).size }
      } catch (caught) {
        if (!(caught instanceof SpanMismatch)) throw caught
        mismatch = caught
      }
    }
    throw changedFootage(file, { ...range }, mismatch)
  })
}

/** @throws SpanMismatch when other frames come than the table says, or too few */
async function encode(request: ClipExport, approach: Approach, partial: string): Promise<void> {
  const { frameTable, range } = request
  const start = spanStart(frameTable, range.first, approach)
  const log = new SpanLog(frameTable, start, () => ffmpeg.stop())
  const ffmpeg = await startFfmpeg({
    args: [...clipArgs(request, approach, start), '-progress', 'pipe:1', '-f', 'mp4', '-y', fileUrl(partial)],
    signal: request.signal,
    onLogLine: (line) => log.take(line),
  })
  try {
    const totalFrames = rangeLength(range)
    const frames = await followProgress(ffmpeg.output, (written) => {
      request.onProgress?.({ frames: written, totalFrames })
    })
    const end = await ffmpeg.finished
    log.end()
    if (log.mismatch !== null) throw new SpanMismatch(log.mismatch)
    // Damaged footage makes ffmpeg end with an error after all frames; the count decides.
    if (frames !== totalFrames || !(await log.agrees(range.last - start.anchor))) {
      const failed = end.exitCode !== 0 && frames > 0 && end.log.some((line) => /No space left|encoder/i.test(line))
      if (failed) throw writeFailure(`The clip of ${request.file}`, end, `ffmpeg ended with code ${end.exitCode}`)
      throw new SpanMismatch(`${frames} of ${totalFrames} frames came`)
    }
  } finally {
    ffmpeg.stop()
  }
}

function clipArgs(request: ClipExport, approach: Approach, start: SpanStart): string[] {
  const { frameTable, range, file } = request
  const { num, den } = frameTable.timeBase
  const step = Math.max(1, Math.round((typicalFrameSecs(frameTable) * den) / num))
  const moment = start.byCount ? `N*${step}` : `PTS-${frameTable.pts[range.first]!}`
  const picks = pickFilters(frameTable, range, start)
  const times = [`settb=${num}/${den}`, `setpts=${moment}`]
  const sound = request.hasAudio ? soundOf(request) : { input: [], output: ['-an'] }
  return [
    '-copyts',
    ...inputArgs(file, [...threadArgs(request.threads), ...seekArgs(approach)]),
    ...sound.input,
    ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-enc_time_base', `${num}:${den}`],
    ...['-vf', [...picks, ...times, evenSize(request), 'format=yuv420p', 'setsar=1'].join(',')],
    ...['-frames:v', String(rangeLength(range))],
    // Without B-frames the first picture stands at 0 without an edit list, which not every program heeds.
    ...['-c:v', 'libx264', '-preset', 'medium', '-crf', '18', '-bf', '0', ...threadArgs(request.threads)],
    ...sound.output,
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart'],
    ...['-video_track_timescale', String(den)],
  ]
}

/** H.264 4:2:0 has even sides: an odd one loses a pixel's width. */
function evenSize({ displayWidth, displayHeight }: ClipExport): string {
  const even = (length: number): number => Math.max(2, Math.floor(length / 2) * 2)
  return `scale=${even(displayWidth)}:${even(displayHeight)}:flags=bicubic:out_range=tv`
}

/** The sound of the range from its first frame to the end of its last, read by a second input, so that it is whole. */
function soundOf({ file, frameTable, range }: ClipExport): { input: string[]; output: string[] } {
  const startSecs = secsOf(frameTable, range.first)
  const endSecs = secsOf(frameTable, range.last) + frameDurationSecs(frameTable, range.last)
  // Some seconds before, since a seek lands where the container can.
  const seek = ['-seek_timestamp', '1', '-ss', (startSecs - 5).toFixed(6)]
  const filter = soundFilter({ startSecs, lengthSecs: endSecs - startSecs, sampleRate: 48_000 })
  return {
    input: inputArgs(file, startSecs > 6 ? seek : []),
    output: ['-map', '1:a:0?', '-af', filter, '-c:a', 'aac', '-b:a', '160k'],
  }
}

function secsOf(table: FrameTable, frame: number): number {
  return ptsToSecs(table.pts[frame]!, table.timeBase)
}
