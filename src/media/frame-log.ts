import { parseLogLine } from './probe-output.ts'
import type { FrameLine } from './probe-output.ts'

/**
 * The frames that ffmpeg's log has told of so far. Frames come through stdout and their timestamps through stderr;
 * whoever has a frame in hand waits here until its line is there too.
 */
export class FrameLog {
  readonly lines: FrameLine[] = []
  /** How often the filters were set up: more than once when the picture changed its size on the way. */
  setUps = 0
  #ended = false
  #wake: (() => void) | null = null

  /** Takes one line of the log. */
  take(line: string): void {
    const parsed = parseLogLine(line)
    if (parsed?.kind === 'time-base') this.setUps++
    if (parsed?.kind !== 'frame') return
    this.lines.push(parsed)
    this.#wake?.()
  }

  /** No more lines will come. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Resolves once line `index` is there, or the log has ended without it. */
  async reaches(index: number): Promise<void> {
    while (this.lines.length <= index && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = null
    }
  }
}
