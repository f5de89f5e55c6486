import type { TimeBase } from '../domain/frames.ts'
import { parseLogLine } from './probe-output.ts'
import type { FrameLine, StreamHeader } from './probe-output.ts'

/** What ffmpeg's log has said of a recording so far: its header, then every frame that decoded. */
export class RecordingLog {
  container: string | null = null
  totalSecs: number | null = null
  /** The stream that is decoded: the first that shows moving pictures. */
  stream: StreamHeader | null = null
  videoStreams = 0
  hasAudio = false
  rotation = 0
  timeBase: TimeBase | null = null
  framesPerSec: number | null = null
  firstFrame: FrameLine | null = null
  /** Timestamps in the order frames came; null where one had none. */
  readonly pts: (number | null)[] = []
  /** Indices into `pts`. */
  readonly keyFrames: number[] = []
  damages = 0
  packets: number | null = null
  #inHeader = true
  #latestStream: StreamHeader | null = null

  /** Takes one line of the log, and returns the frame that it told of. */
  take(text: string): FrameLine | null {
    const line = parseLogLine(text)
    switch (line?.kind) {
      case undefined:
        return null
      case 'frame':
        this.firstFrame ??= line
        if (line.isKey) this.keyFrames.push(this.pts.length)
        this.pts.push(line.pts)
        return line
      case 'time-base':
        this.timeBase ??= line.timeBase
        this.framesPerSec ??= line.framesPerSec
        return null
      case 'damage':
        this.damages++
        return null
      case 'packets':
        if (line.stream === this.stream?.index) this.packets = line.packets
        return null
      case 'header-end':
        this.#inHeader = false
        return null
      case 'container':
        this.container ??= line.names
        return null
      case 'duration':
        this.totalSecs ??= line.secs
        return null
      case 'stream':
        if (this.#inHeader) this.#takeStream(line.stream)
        return null
      case 'rotation':
        if (this.#inHeader && this.stream !== null && this.#latestStream === this.stream) this.rotation = line.degrees
        return null
    }
  }

  #takeStream(stream: StreamHeader): void {
    this.#latestStream = stream
    if (stream.kind === 'audio') this.hasAudio = true
    if (stream.kind !== 'video' || stream.isAttachedPicture) return
    this.videoStreams++
    this.stream ??= stream
  }
}
