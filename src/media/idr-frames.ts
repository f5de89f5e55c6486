import { inputArgs, startFfmpeg } from './ffmpeg.ts'
import type { FfmpegRun } from './ffmpeg.ts'

/** H.264's slices of pictures that refer to none before them (NAL unit type 5). */
const idrSlices = 'filter_units=pass_types=5'

/**
 * How many frames of an H.264 recording decoding can begin at. Containers mark others as key frames too: the first of an
 * open group can be shown, but what follows it refers to pictures before it. Reads the file and decodes nothing.
 * @throws Problem as `startFfmpeg`
 */
export async function countIdrFrames(
  file: string,
  options: Pick<FfmpegRun, 'signal' | 'lowPriority'> = {},
): Promise<number> {
  const copied = ['-map', '0:V:0', '-c', 'copy', '-bsf:v', idrSlices, '-f', 'framecrc', 'pipe:1']
  const ffmpeg = await startFfmpeg({ ...options, args: [...inputArgs(file), ...copied] })
  let lines = ''
  for await (const bytes of ffmpeg.output) lines += Buffer.from(bytes).toString('latin1')
  await ffmpeg.finished
  // A line for each packet, after some that begin with #.
  return lines.match(/^\d/gm)?.length ?? 0
}
