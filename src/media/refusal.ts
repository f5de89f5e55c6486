import { Problem } from '../domain/problem.ts'
import type { ProblemCode } from '../domain/problem.ts'
import type { FfmpegEnd } from './ffmpeg.ts'
import { parseOpenFailure } from './probe-output.ts'
import type { RecordingLog } from './recording-log.ts'

/** Why a file without a single decoded frame can't be used, and what to do about it. */
export function refusal(file: string, log: RecordingLog, end: FfmpegEnd): Problem {
  const refuse = (code: ProblemCode, message: string): Problem =>
    new Problem(code, `${file} ${message}`, { details: { file }, cause: new Error(end.log.join('\n')) })

  if (end.exitCode === null && !end.stopped) {
    return refuse('INTERNAL', 'made ffmpeg stop unexpectedly. Try a newer ffmpeg, or convert the file first.')
  }
  if (log.stream) {
    return refuse(
      'NO_DECODABLE_FRAMES',
      log.stream.codec === 'none'
        ? 'holds video of a kind that this ffmpeg can not decode. Convert it to H.264, or install a newer ffmpeg.'
        : `holds ${log.stream.codec} video, but not one frame of it decodes: the file is damaged or incomplete. ` +
            'Copy it again from the camera or card.',
    )
  }
  if (log.container !== null && log.hasAudio && !looksGuessed(end.log)) {
    return refuse('NO_VIDEO_STREAM', 'has sound but no video. Choose the file that has the picture.')
  }
  if (log.container !== null && !looksGuessed(end.log)) {
    return refuse('NO_VIDEO_STREAM', `is a media file (${log.container}) without any video. Choose another file.`)
  }
  switch (parseOpenFailure(end.log)) {
    case 'index-missing':
      return refuse(
        'NOT_A_VIDEO',
        'can not be opened: it is no whole MP4 or MOV film. Its index (the "moov" part) is missing, as when a recording ' +
          'or a copy was cut short, or when something else has this name. Copy it again from the camera or card.',
      )
    case 'unreadable':
      return refuse('FILE_NOT_READABLE', 'can not be read. Check your permission for it and the drive it is on.')
    case 'no-data':
      return refuse('NOT_A_VIDEO', 'ends before any video begins. Copy it again from the camera or card.')
    case 'unknown-format':
      return refuse(
        'NOT_A_VIDEO',
        'is not a video in any format known here, whatever its name says. Choose a film, or convert it to MP4 first.',
      )
  }
}

/** @param reason follows "… is too large: " */
export function tooLarge(file: string, reason: string): Problem {
  return new Problem(
    'FOOTAGE_TOO_LARGE',
    `${file} is too large: ${reason}. Scale it down or cut it into parts first.`,
    {
      details: { file },
    },
  )
}

/** ffmpeg takes almost any bytes for MP3 when nothing else fits, and says so. */
function looksGuessed(log: readonly string[]): boolean {
  return log.some((line) => line.includes('misdetection possible'))
}
