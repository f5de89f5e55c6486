/**
 * What ffmpeg's log says about a recording, line by line. Pure; every pattern was written against lines that
 * FFmpeg 5.1 and 9.0 really printed, with `-loglevel repeat+level+verbose` and a filter named `showinfo@index`.
 */
import type { TimeBase } from '../domain/frames.ts'

/** A stream of the container as its header describes it. */
export interface StreamHeader {
  /** Number in the file. */
  readonly index: number
  readonly kind: 'video' | 'audio' | 'other'
  /** Cover art: a picture that some sound files carry, which is no footage. */
  readonly isAttachedPicture: boolean
  /** "h264"; "none" where this ffmpeg doesn't know it. */
  readonly codec: string
  /** Coded size; null where the header has none. */
  readonly size: { readonly width: number; readonly height: number } | null
}

/** One frame that decoded. */
export interface FrameLine {
  readonly kind: 'frame'
  /** Number since the filters were last set up; starts again when the picture changes its size on the way. */
  readonly n: number
  /** In the stream's time base; null where the frame has no timestamp. */
  readonly pts: number | null
  readonly isKey: boolean
  readonly pixelFormat: string
  /** Width / height of a pixel; null where unknown, which means square. */
  readonly sampleAspectRatio: { readonly num: number; readonly den: number } | null
  readonly width: number
  readonly height: number
}

export type LogLine =
  | FrameLine
  | { readonly kind: 'container'; readonly names: string }
  | { readonly kind: 'duration'; readonly secs: number | null }
  | { readonly kind: 'stream'; readonly stream: StreamHeader }
  | { readonly kind: 'rotation'; readonly degrees: number }
  | { readonly kind: 'header-end' }
  | { readonly kind: 'time-base'; readonly timeBase: TimeBase; readonly framesPerSec: number | null }
  | { readonly kind: 'damage' }
  /** Packets that were read of a video stream, told at the end. */
  | { readonly kind: 'packets'; readonly stream: number; readonly packets: number }

const framePattern =
  /^\[showinfo@index @ [^\]]+\] \[info\] n: *(\d+) pts: *(-?\d+|NOPTS) .*?fmt:(\S+) (?:cl:\S+ )?sar:(\d+)\/(\d+) s:(\d+)x(\d+) .*?iskey:([01])/
const timeBasePattern =
  /^\[showinfo@index @ [^\]]+\] \[info\] config in time_base: (\d+)\/(\d+), frame_rate: (\d+)\/(\d+)/
const durationPattern = /^\[info\] {3}Duration: (?:N\/A|(-?)(\d+):(\d+):(\d+(?:\.\d+)?))/
const streamPattern = /^\[info\] {3}Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\([^)]*\))?: (\w+): (.*)$/
const rotationPattern = /^\[info\] {7}(?:displaymatrix|Display Matrix): rotation of (-?\d+(?:\.\d+)?) degrees/i
const packetsPattern = /\[verbose\] {3}Input stream #0:(\d+) \(video\): (\d+) packets read/

/**
 * Packets the decoder refused, frames it calls corrupt, and places where the container broke off.
 * A decoder's own complaints are not counted: they come several to a frame, and for frames that are then mended.
 */
const damagePatterns = [
  /^\[error\] Error while decoding stream #0:\d+/,
  /\[dec:\S+ @ [^\]]+\] \[error\] (?:Decoding error|Error submitting packet to decoder)/,
  /\[warning\] .*corrupt decoded frame/i,
  /\[warning\] .*corrupt input packet/i,
  /\[(?:error|warning)\] .*(?:Error during demuxing|partial file|: I\/O error|Truncat|Packet corrupt)/,
]

/** What one line of the log says, or null for the many that say nothing here. */
export function parseLogLine(line: string): LogLine | null {
  if (line.startsWith('[showinfo@')) return parseShowinfo(line)
  if (line.startsWith('[info] ')) return parseHeader(line)
  if (line.includes('[verbose] ')) {
    const packets = packetsPattern.exec(line)
    return packets ? { kind: 'packets', stream: Number(packets[1]), packets: Number(packets[2]) } : null
  }
  return damagePatterns.some((pattern) => pattern.test(line)) ? { kind: 'damage' } : null
}

function parseShowinfo(line: string): LogLine | null {
  const frame = framePattern.exec(line)
  if (frame) {
    const [, n, pts, pixelFormat, sarNum, sarDen, width, height, isKey] = frame
    return {
      kind: 'frame',
      n: Number(n),
      pts: pts === 'NOPTS' ? null : Number(pts),
      isKey: isKey === '1',
      pixelFormat: pixelFormat!,
      sampleAspectRatio: Number(sarNum) > 0 && Number(sarDen) > 0 ? { num: Number(sarNum), den: Number(sarDen) } : null,
      width: Number(width),
      height: Number(height),
    }
  }
  const config = timeBasePattern.exec(line)
  if (!config) return null
  const [, num, den, rateNum, rateDen] = config.map(Number)
  return {
    kind: 'time-base',
    timeBase: { num: num!, den: den! },
    framesPerSec: rateNum! > 0 && rateDen! > 0 ? rateNum! / rateDen! : null,
  }
}

function parseHeader(line: string): LogLine | null {
  const container = /^\[info\] Input #0, (.+?), from '/.exec(line)
  if (container) return { kind: 'container', names: container[1]! }
  const duration = durationPattern.exec(line)
  if (duration) {
    const [, sign, hours, minutes, secs] = duration
    if (hours === undefined) return { kind: 'duration', secs: null }
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(secs)
    return { kind: 'duration', secs: sign === '-' ? null : total }
  }
  const stream = streamPattern.exec(line)
  if (stream) return { kind: 'stream', stream: parseStream(Number(stream[1]), stream[2]!, stream[3]!) }
  const rotation = rotationPattern.exec(line)
  if (rotation) return { kind: 'rotation', degrees: Math.round(Number(rotation[1])) + 0 }
  return /^\[info\] (?:Stream mapping:|Output #)/.test(line) ? { kind: 'header-end' } : null
}

function parseStream(index: number, type: string, description: string): StreamHeader {
  const size = /, (\d+)x(\d+)(?=[ ,]|$)/.exec(description)
  return {
    index,
    kind: type === 'Video' ? 'video' : type === 'Audio' ? 'audio' : 'other',
    isAttachedPicture: /\((?:attached pic|timed thumbnails|still image)\)/.test(description),
    codec: /^[\w-]+/.exec(description)?.[0] ?? 'none',
    size: size ? { width: Number(size[1]), height: Number(size[2]) } : null,
  }
}

/** Why ffmpeg could not open a file, in plain words, from the last lines of its log. */
export type OpenFailure = 'index-missing' | 'unknown-format' | 'no-data' | 'unreadable'

export function parseOpenFailure(log: readonly string[]): OpenFailure {
  const text = log.join('\n')
  if (/moov atom not found/.test(text)) return 'index-missing'
  if (/Permission denied|Operation not permitted|Input\/output error/.test(text)) return 'unreadable'
  if (/End of file/.test(text)) return 'no-data'
  return 'unknown-format'
}
