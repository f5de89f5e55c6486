import { checkFile } from './check-file.ts'
import { inputArgs, startFfmpeg, threadArgs } from './ffmpeg.ts'
import { fitFilters, type FramesRequest } from './frames.ts'
import { packedFrames } from './packed-frames.ts'
import { RecordingLog } from './recording-log.ts'
import { refusal } from './refusal.ts'

export interface WholeFileRequest extends Pick<
  FramesRequest,
  'file' | 'width' | 'height' | 'fit' | 'signal' | 'threads'
> {
  /** Told at the end of a file that is damaged in so many places: its frames are those that decode all the same. */
  readonly onDamage?: (places: number) => void
}

/**
 * Every frame of a file that was never indexed, in order, as RGB bytes [height, width, 3]: the same frames that
 * `indexFootage` counts, scaled as `readFrames` scales them. Leaving the loop ends ffmpeg.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, NOT_A_VIDEO, NO_VIDEO_STREAM, NO_DECODABLE_FRAMES, and
 *   what `startFfmpeg` throws
 */
export async function* readWholeFile(request: WholeFileRequest): AsyncGenerator<Uint8Array, void, void> {
  const { file, width, height, fit, signal, threads } = request
  await checkFile(file)
  const log = new RecordingLog()
  const ffmpeg = await startFfmpeg({
    args: [
      ...inputArgs(file, threadArgs(threads)),
      ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-vf', fitFilters(width, height, fit)],
      ...['-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
    ],
    signal,
    onLogLine: (line) => void log.take(line),
  })
  let frames = 0
  try {
    for await (const frame of packedFrames(ffmpeg.output, width * height * 3)) {
      frames++
      yield frame
    }
    const end = await ffmpeg.finished
    if (frames === 0) throw refusal(file, log, end)
    if (log.damages > 0) request.onDamage?.(log.damages)
  } finally {
    ffmpeg.stop()
  }
}
