import { stat } from 'node:fs/promises'
import { Problem } from '../domain/problem.ts'
import { fileUrl, startFfmpeg } from './ffmpeg.ts'
import { writeWhole } from './temp-file.ts'
import { writeFailure } from './write-failure.ts'

/** How frames are compressed. `gop` is the distance of key frames; B-frames are off where not said. */
export type EncodeCodec =
  | {
      readonly name: 'h264'
      /** 0 lossless … 51; 20 where not said. */
      readonly crf?: number
      readonly gop?: number
      readonly bFrames?: number
      readonly preset?: string
    }
  | {
      readonly name: 'mpeg4' | 'mpeg1video' | 'mpeg2video'
      /** 1 best … 31; 3 where not said. */
      readonly quality?: number
      readonly gop?: number
      readonly bFrames?: number
      /** Four letters by which an AVI names its codec; ffmpeg's own where not said. */
      readonly fourcc?: string
    }

export interface EncodeRequest {
  /** File to write; its ending names the container: mp4, mov, mkv, avi, mpg, ts. */
  readonly out: string
  /** Even numbers. */
  readonly width: number
  readonly height: number
  readonly fps: number
  /** RGB bytes [height, width, 3] each. */
  readonly frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  readonly codec: EncodeCodec
  readonly signal?: AbortSignal
  readonly threads?: number
  readonly lowPriority?: boolean
}

const containers: Readonly<Record<string, readonly string[]>> = {
  mp4: ['-f', 'mp4', '-movflags', '+faststart'],
  mov: ['-f', 'mov'],
  mkv: ['-f', 'matroska'],
  avi: ['-f', 'avi'],
  mpg: ['-f', 'mpeg'],
  ts: ['-f', 'mpegts'],
}

/**
 * Writes raw frames into a video file, which appears whole or not at all. The same frames and options give the same
 * bytes on one ffmpeg.
 * @throws RangeError for sizes, rates or frames that don't fit; Problem DISK_FULL, FFMPEG_MISSING, INTERNAL, and what
 *   `startFfmpeg` throws; what the frames' source throws
 */
export async function encodeFrames(request: EncodeRequest): Promise<{ frames: number; sizeBytes: number }> {
  const { out, width, height, fps } = request
  if (!isEven(width) || !isEven(height)) throw new RangeError(`frames of ${width}×${height}: both must be even`)
  if (!(fps > 0)) throw new RangeError(`${fps} frames per second`)
  const container = containers[out.slice(out.lastIndexOf('.') + 1).toLowerCase()]
  if (!container) throw new RangeError(`${out}: endings known are ${Object.keys(containers).join(', ')}`)
  return writeWhole(out, async (partial) => {
    const frames = await encodeTo(partial, request, container)
    return { frames, sizeBytes: (await stat(partial)).size }
  })
}

async function encodeTo(partial: string, request: EncodeRequest, container: readonly string[]): Promise<number> {
  const { out, width, height, fps, codec, signal, lowPriority } = request
  const ffmpeg = await startFfmpeg({
    args: [
      ...['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${width}x${height}`],
      ...['-framerate', String(fps), '-i', 'pipe:0'],
      ...codecArgs(codec),
      ...['-pix_fmt', 'yuv420p', '-vf', 'scale=flags=accurate_rnd+full_chroma_int+bitexact:out_color_matrix=bt709'],
      ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
      ...(request.threads === undefined ? [] : ['-threads', String(request.threads)]),
      ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1'],
      ...container,
      ...['-y', fileUrl(partial)],
    ],
    writesStdin: true,
    signal,
    lowPriority,
  })
  let frames = 0
  try {
    for await (const frame of request.frames) {
      if (frame.length !== width * height * 3) {
        throw new RangeError(`frame ${frames} has ${frame.length} bytes, not ${width * height * 3}`)
      }
      if (!(await ffmpeg.write(frame))) break
      frames++
    }
    ffmpeg.closeInput()
    for await (const _ of ffmpeg.output);
    const end = await ffmpeg.finished
    if (end.exitCode !== 0) throw writeFailure(out, end, `ffmpeg ended with code ${end.exitCode}`)
    if (frames === 0) throw new Problem('INVALID_INPUT', `${out} was not written: there were no frames for it.`)
    return frames
  } finally {
    ffmpeg.stop()
  }
}

function codecArgs(codec: EncodeCodec): string[] {
  const gop = codec.gop === undefined ? [] : ['-g', String(codec.gop)]
  const bFrames = ['-bf', String(codec.bFrames ?? 0)]
  if (codec.name === 'h264') {
    const quality = ['-preset', codec.preset ?? 'veryfast', '-crf', String(codec.crf ?? 20)]
    return ['-c:v', 'libx264', ...quality, ...gop, ...bFrames]
  }
  const fourcc = codec.fourcc === undefined ? [] : ['-tag:v', codec.fourcc]
  return ['-c:v', codec.name, '-q:v', String(codec.quality ?? 3), ...fourcc, ...gop, ...bFrames]
}

function isEven(length: number): boolean {
  return Number.isInteger(length) && length >= 2 && length % 2 === 0
}
