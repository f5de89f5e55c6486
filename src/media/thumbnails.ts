import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FrameTable } from '../domain/frames.ts'
import { frameCount } from '../domain/frames.ts'
import { accessProblem, checkFile } from './check-file.ts'
import { startFfmpeg } from './ffmpeg.ts'
import { readFrames } from './frames.ts'
import type { FramesRequest, IndexedFootage } from './frames.ts'
import { partialName, sync, syncFolder } from './temp-file.ts'
import { writeFailure } from './write-failure.ts'

export interface ThumbnailsRequest extends IndexedFootage {
  /** Size on screen, as the index says. */
  readonly displayWidth: number
  readonly displayHeight: number
  /** Folder to make; one that is there already is replaced. */
  readonly dir: string
  /** About how many, evenly spread; 20 where not said. */
  readonly count?: number
  /** Pixels; 90 where not said. The width follows from the picture's shape. */
  readonly height?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
  readonly threads?: number
  readonly lowPriority?: boolean
}

/** Recordings up to this long are decoded once from start to end: sooner done than twenty starts. */
const onePassFrames = 1500

/**
 * Pictures of frames spread over a recording, as `{frame index}.jpg` in `dir`, which appears whole or not at all.
 * Returns the frame indices, increasing.
 * @throws Problem as `readFrames`, DISK_FULL, INTERNAL
 */
export async function makeThumbnails(request: ThumbnailsRequest): Promise<number[]> {
  await checkFile(request.file)
  const bySeeking = request.seekable && frameCount(request.frameTable) > onePassFrames
  const frames = spreadFrames(request.frameTable, request.count ?? 20, bySeeking)
  const partial = partialName(request.dir)
  try {
    await mkdir(partial, { recursive: true })
    await writeJpegs(request, frames, bySeeking, partial)
    await settle(partial, request.dir)
    return frames
  } catch (caught) {
    await rm(partial, { recursive: true, force: true })
    const isFileError = caught instanceof Error && 'errno' in caught
    throw isFileError ? accessProblem(request.dir, caught as NodeJS.ErrnoException) : caught
  }
}

/**
 * At most `count` frame indices, evenly spread. With `onKeyFrames`, the first key frame of each stretch where it has
 * one, since that needs no other to decode; without, all one step apart.
 */
export function spreadFrames(table: FrameTable, count: number, onKeyFrames: boolean): number[] {
  const frames = frameCount(table)
  const step = Math.max(1, Math.ceil(frames / count))
  const first = Math.floor((Math.min(step, frames) - 1) / 2)
  const chosen: number[] = []
  for (let frame = first; frame < frames; frame += step) {
    const start = frame - first
    const key = onKeyFrames ? table.keyFrames.find((index) => index >= start && index < start + step) : undefined
    chosen.push(key ?? frame)
  }
  return chosen
}

/** The frames' pictures by one encoder, fed by one decoder for all of them or by one for each. */
async function writeJpegs(
  request: ThumbnailsRequest,
  frames: readonly number[],
  bySeeking: boolean,
  folder: string,
): Promise<void> {
  const height = request.height ?? 90
  const width = Math.max(2, Math.round((height * request.displayWidth) / request.displayHeight / 2) * 2)
  const { file, frameTable, seekable, signal, threads, lowPriority } = request
  const wanted = { file, frameTable, seekable, signal, threads, lowPriority, width, height, fit: 'stretch' as const }
  const encoder = await startFfmpeg({
    args: [
      ...['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${width}x${height}`, '-i', 'pipe:0'],
      ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '4', '-f', 'image2', '-start_number', '0', '%d.new'],
    ],
    cwd: folder,
    writesStdin: true,
    signal,
    lowPriority,
  })
  try {
    let done = 0
    for (const span of spans(frames, bySeeking)) {
      for await (const frame of readFrames({ ...wanted, ...span })) {
        if (!(await encoder.write(frame))) break
        request.onProgress?.({ done: ++done, total: frames.length })
      }
    }
    encoder.closeInput()
    for await (const _ of encoder.output);
    const end = await encoder.finished
    const written = (await readdir(folder)).length
    if (end.exitCode !== 0 || written !== frames.length) {
      throw writeFailure(`The thumbnails of ${file}`, end, `${written} of ${frames.length} were written`)
    }
  } finally {
    encoder.stop()
  }
  for (const [i, frame] of frames.entries()) {
    await rename(path.join(folder, `${i}.new`), path.join(folder, `${frame}.jpg`))
  }
}

function spans(frames: readonly number[], bySeeking: boolean): Pick<FramesRequest, 'first' | 'last' | 'step'>[] {
  if (bySeeking) return frames.map((frame) => ({ first: frame, last: frame }))
  const step = frames.length > 1 ? frames[1]! - frames[0]! : 1
  return [{ first: frames[0]!, last: frames.at(-1)!, step }]
}

async function settle(partial: string, dir: string): Promise<void> {
  for (const name of await readdir(partial)) await sync(path.join(partial, name))
  await rm(dir, { recursive: true, force: true })
  await rename(partial, dir)
  await syncFolder(path.dirname(dir))
}
