import type { FrameTable } from '../domain/frames.ts'
import { isVariableFrameRate, ptsToSecs, typicalFrameSecs } from '../domain/frames.ts'
import type { Problem } from '../domain/problem.ts'
import { checkFile } from './check-file.ts'
import { checkFilters, checkFrameBytes, checkSelect, checkSum, isCheckFrame, verifySeeking } from './check-frames.ts'
import { displaySize } from './display-size.ts'
import { inputArgs, startFfmpeg, threadArgs } from './ffmpeg.ts'
import type { FfmpegEnd } from './ffmpeg.ts'
import { refusal, tooLarge } from './refusal.ts'
import { RecordingLog } from './recording-log.ts'
import { packedFrames } from './packed-frames.ts'
import { repairTimestamps } from './timestamps.ts'

/** What decoding a recording from its first frame to its last showed. */
export interface FootageIndex {
  readonly frameTable: FrameTable
  readonly codec: string
  readonly pixelFormat: string
  /** Coded size in pixels, before rotation. */
  readonly width: number
  readonly height: number
  /** Degrees as the display matrix says, counter-clockwise: -90 is a picture to be turned clockwise. */
  readonly rotation: number
  /** Size on screen: upright and with square pixels. */
  readonly displayWidth: number
  readonly displayHeight: number
  /** Width / height of one pixel; 1 where the file doesn't say. */
  readonly sampleAspectRatio: number
  /** ffmpeg's names of the container format, as "mov,mp4,m4a,3gp,3g2,mj2". */
  readonly container: string
  /** Timestamp of the first frame. */
  readonly startSecs: number
  /** Frames per second: the header's where it agrees with the timestamps, else theirs. */
  readonly nominalFps: number
  readonly videoStreams: number
  readonly hasAudio: boolean
  /** Frames that the container holds, whether or not they decode or are shown; unknown where ffmpeg didn't say. */
  readonly headerFrameCount?: number
  /** Places where the recording is damaged: packets that the decoder refused, corrupt frames, breaks in the file. */
  readonly decodeErrors: number
  /** Frames whose timestamps were missing or not after their predecessor's, and were given others. */
  readonly timestampsRepaired: number
  readonly variableFrameRate: boolean
  /** Whether decoding from a key frame gave the same frames as decoding from the start. */
  readonly seekable: boolean
}

export interface IndexProgress {
  readonly frames: number
  /** Seconds of the recording decoded so far, and in all by its header; null where that doesn't say. */
  readonly secs: number
  readonly totalSecs: number | null
}

export interface IndexOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: IndexProgress) => void
  readonly threads?: number
  readonly lowPriority?: boolean
}

/** Longest index: 10 million frames are 46 hours at 60 frames per second. */
const maxFrames = 10_000_000
/** H.264's and AV1's largest pictures stay below it on either side. */
const maxSide = 16_384
const progressEveryFrames = 50

/**
 * Decodes a whole recording once and says which frames it really has.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, NOT_A_VIDEO, NO_VIDEO_STREAM, NO_DECODABLE_FRAMES,
 *   FOOTAGE_TOO_LARGE, and what `startFfmpeg` throws
 */
export async function indexFootage(file: string, options: IndexOptions = {}): Promise<FootageIndex> {
  await checkFile(file)
  const log = new RecordingLog()
  const { end, checkSums } = await decodeAll(file, log, options)
  const { stream, timeBase, firstFrame } = log
  if (!firstFrame || !stream || !timeBase) throw refusal(file, log, end)

  const nominalGap = log.framesPerSec ? timeBase.den / timeBase.num / log.framesPerSec : 1
  const { pts, repaired } = repairTimestamps(log.pts, nominalGap)
  const frameTable: FrameTable = { timeBase, pts, keyFrames: log.keyFrames }
  const seekable = repaired === 0 && (await verifySeeking({ file, frameTable }, checkSums, options))
  const sampleAspectRatio = firstFrame.sampleAspectRatio
    ? firstFrame.sampleAspectRatio.num / firstFrame.sampleAspectRatio.den
    : 1
  const display = displaySize({ ...firstFrame, sampleAspectRatio, rotation: log.rotation })
  return {
    frameTable,
    codec: stream.codec,
    pixelFormat: firstFrame.pixelFormat,
    width: firstFrame.width,
    height: firstFrame.height,
    rotation: log.rotation,
    displayWidth: display.width,
    displayHeight: display.height,
    sampleAspectRatio,
    container: log.container ?? 'unknown',
    startSecs: ptsToSecs(pts[0]!, timeBase),
    nominalFps: nominalRate(frameTable, log.framesPerSec),
    videoStreams: log.videoStreams,
    hasAudio: log.hasAudio,
    ...(log.packets === null ? {} : { headerFrameCount: log.packets }),
    decodeErrors: log.damages,
    timestampsRepaired: repaired,
    variableFrameRate: isVariableFrameRate(frameTable),
    seekable,
  }
}

/** One pass over all frames: their lines go to `log`, their check frames come back as check sums. */
async function decodeAll(
  file: string,
  log: RecordingLog,
  options: IndexOptions,
): Promise<{ end: FfmpegEnd; checkSums: Map<number, number> }> {
  const checkFrames: number[] = []
  let problem: Problem | null = null
  const ffmpeg = await startFfmpeg({
    args: [
      '-copyts',
      ...inputArgs(file, [...threadArgs(options.threads), '-noautorotate']),
      ...['-map', '0:V:0', '-fps_mode', 'passthrough'],
      ...['-vf', `showinfo@index=checksum=0,${checkSelect},${checkFilters}`, '-f', 'rawvideo', 'pipe:1'],
    ],
    signal: options.signal,
    lowPriority: options.lowPriority,
    onLogLine(line) {
      if (problem) return
      const frame = log.take(line)
      const { size } = log.stream ?? {}
      if (size && Math.max(size.width, size.height) > maxSide) {
        problem = tooLarge(
          file,
          `its picture has ${size.width} × ${size.height} pixels, more than ${maxSide} on a side`,
        )
      }
      if (log.pts.length > maxFrames) problem = tooLarge(file, `it has more than ${maxFrames} frames`)
      if (problem) ffmpeg.stop()
      if (!frame) return
      const index = log.pts.length - 1
      if (isCheckFrame(frame)) checkFrames.push(index)
      if (index % progressEveryFrames === 0) options.onProgress?.(progressOf(log))
    },
  })
  const sums: number[] = []
  for await (const frame of packedFrames(ffmpeg.output, checkFrameBytes)) sums.push(checkSum(frame))
  const end = await ffmpeg.finished
  if (problem) throw problem
  options.onProgress?.(progressOf(log))
  return { end, checkSums: new Map(checkFrames.slice(0, sums.length).map((frame, i) => [frame, sums[i]!])) }
}

function progressOf(log: RecordingLog): IndexProgress {
  const { timeBase, firstFrame } = log
  const first = firstFrame?.pts ?? null
  const last = log.pts.findLast((pts) => pts !== null) ?? null
  const secs = timeBase && first !== null && last !== null ? Math.max(0, ptsToSecs(last - first, timeBase)) : 0
  return { frames: log.pts.length, secs, totalSecs: log.totalSecs }
}

/** Headers may claim 1000 frames per second; a rate is believed when the timestamps are within 5 % of it. */
function nominalRate(table: FrameTable, headerRate: number | null): number {
  const typicalSecs = typicalFrameSecs(table)
  if (typicalSecs === 0) return headerRate ?? 25
  const measured = 1 / typicalSecs
  return headerRate !== null && Math.abs(headerRate / measured - 1) < 0.05 ? headerRate : measured
}
