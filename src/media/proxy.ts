import { stat } from 'node:fs/promises'
import type { FrameTable } from '../domain/frames.ts'
import { durationSecs, frameCount } from '../domain/frames.ts'
import { Problem } from '../domain/problem.ts'
import { checkFile } from './check-file.ts'
import { fitInto } from './display-size.ts'
import { fileUrl, inputArgs, startFfmpeg, threadArgs } from './ffmpeg.ts'
import { lineCutter } from './log-lines.ts'
import { followProgress } from './progress-lines.ts'
import { writeWhole } from './temp-file.ts'
import { foundDiskFull, writeFailure } from './write-failure.ts'

export interface ProxyRequest {
  readonly file: string
  readonly frameTable: FrameTable
  /** Size on screen, as the index says. */
  readonly displayWidth: number
  readonly displayHeight: number
  /** MP4 file to write. */
  readonly out: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly frames: number; readonly totalFrames: number }) => void
  readonly threads?: number
  readonly lowPriority?: boolean
}

export interface Proxy {
  readonly width: number
  readonly height: number
  /** Proxy frame i, which is frame i of the recording, stands at i / fps seconds. */
  readonly fps: number
  readonly sizeBytes: number
}

/** Largest proxy: more is not seen in the window and makes stepping slower. */
const box = { long: 1920, short: 1088 }
/** Frames per closed group: stepping back decodes at most five others. */
const gopFrames = 6

/**
 * Writes a version of a recording that the window can step through: H.264 4:2:0 in MP4, upright, square pixels, without
 * sound, exactly one frame per indexed frame in order, at a constant rate. It appears whole or not at all.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, FILE_CHANGED when another number of frames decodes than
 *   the table has, DISK_FULL, FFMPEG_MISSING, INTERNAL, and what `startFfmpeg` throws
 */
export async function makeProxy(request: ProxyRequest): Promise<Proxy> {
  await checkFile(request.file)
  const size = fitInto({ width: request.displayWidth, height: request.displayHeight }, box)
  const fps = proxyRate(request.frameTable)
  return writeWhole(request.out, async (partial) => {
    await transcode(request, size, fps, partial)
    const found = await countFrames(partial, request.signal)
    const wanted = frameCount(request.frameTable)
    if (found.frames !== wanted || !found.isEven) {
      throw new Problem(
        'FILE_CHANGED',
        `${request.file} gave ${found.frames} frames for its proxy instead of ${wanted}: it changed since it was ` +
          'imported, or its picture changes on the way. Import it again, or convert it to H.264 first.',
        { details: { file: request.file, frames: found.frames, wanted } },
      )
    }
    return { ...size, fps, sizeBytes: (await stat(partial)).size }
  })
}

/** Frames per second nearest to the recording's average, in whole thousandths from 0.1 to 1000. */
export function proxyRate(table: FrameTable): number {
  const secs = durationSecs(table)
  if (secs <= 0) return 25
  return Math.min(1_000_000, Math.max(100, Math.round((frameCount(table) / secs) * 1000))) / 1000
}

async function transcode(
  request: ProxyRequest,
  size: { readonly width: number; readonly height: number },
  fps: number,
  partial: string,
): Promise<void> {
  // A frame lasts 1000 of these units, so every rate has whole timestamps.
  const unitsPerSec = Math.round(fps * 1000)
  const totalFrames = frameCount(request.frameTable)
  const scale = `scale=${size.width}:${size.height}:flags=bicubic:out_range=tv`
  const ffmpeg = await startFfmpeg({
    args: [
      '-copyts',
      ...inputArgs(request.file, threadArgs(request.threads)),
      ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-enc_time_base', `1000:${unitsPerSec}`],
      ...['-vf', `settb=1000/${unitsPerSec},setpts=N,${scale},format=yuv420p,setsar=1`],
      // Without CABAC and deblocking a frame decodes in half the time, for a file a fifth larger.
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'fastdecode', '-crf', '20', '-bf', '0'],
      ...['-g', String(gopFrames), '-keyint_min', String(gopFrames), '-sc_threshold', '0', '-flags', '+cgop'],
      ...threadArgs(request.threads),
      ...[
        '-map_metadata',
        '-1',
        '-map_chapters',
        '-1',
        '-movflags',
        '+faststart',
        '-video_track_timescale',
        String(unitsPerSec),
      ],
      ...['-progress', 'pipe:1', '-f', 'mp4', '-y', fileUrl(partial)],
    ],
    signal: request.signal,
    lowPriority: request.lowPriority,
  })
  try {
    await followProgress(ffmpeg.output, (frames) => request.onProgress?.({ frames, totalFrames }))
    const end = await ffmpeg.finished
    // Footage with damage makes ffmpeg end with an error after all frames; the count decides.
    if (end.exitCode === null || foundDiskFull(end)) {
      throw writeFailure(`The proxy of ${request.file}`, end, 'ffmpeg stopped unexpectedly')
    }
    if (end.exitCode !== 0 && (await stat(partial).catch(() => null)) === null) {
      throw writeFailure(`The proxy of ${request.file}`, end, `ffmpeg ended with code ${end.exitCode}`)
    }
  } finally {
    ffmpeg.stop()
  }
}

/** Frames of a proxy, from its packets; `isEven` where they are one step apart, as they are to be. */
async function countFrames(file: string, signal?: AbortSignal): Promise<{ frames: number; isEven: boolean }> {
  const ffmpeg = await startFfmpeg({
    args: [...inputArgs(file), '-map', '0:V:0', '-c', 'copy', '-f', 'framecrc', 'pipe:1'],
    signal,
  })
  let frames = 0
  let isEven = true
  let step = 0
  const lines = lineCutter((line) => {
    const packet = /^0, *-?\d+, *(-?\d+), *(\d+), */.exec(line)
    if (!packet) return
    if (frames === 1) step = Number(packet[1])
    if (Number(packet[1]) !== frames * step) isEven = false
    frames++
  })
  for await (const chunk of ffmpeg.output) lines.push(Buffer.from(chunk))
  lines.end()
  await ffmpeg.finished
  return { frames, isEven }
}
