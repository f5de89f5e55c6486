import { Problem } from '../domain/problem.ts'
import type { FfmpegEnd } from './ffmpeg.ts'

/** Whether ffmpeg found no room to write. */
export function foundDiskFull(end: FfmpegEnd): boolean {
  return end.exitCode !== 0 && end.log.some((line) => line.includes('No space left on device'))
}

/** What to tell a person when ffmpeg did not write what it was asked for. `what` as "The proxy of /films/a.mov". */
export function writeFailure(what: string, end: FfmpegEnd, detail: string): Problem {
  const cause = new Error(end.log.join('\n'))
  if (foundDiskFull(end)) {
    return new Problem('DISK_FULL', `${what} could not be written: the disk is full. Free some space and try again.`, {
      cause,
    })
  }
  if (end.log.some((line) => /Unknown encoder|Error selecting an encoder/.test(line))) {
    return new Problem(
      'FFMPEG_MISSING',
      `${what} could not be written: this ffmpeg has no encoder for it. Run "npm run setup", or install a full ffmpeg.`,
      { cause },
    )
  }
  return new Problem('INTERNAL', `${what} could not be written: ${detail}. The log has what ffmpeg said.`, { cause })
}
