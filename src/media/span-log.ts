import type { FrameTable } from '../domain/frames.ts'
import { parseLogLine } from './probe-output.ts'
import type { FrameLine } from './probe-output.ts'

/** Where a span begins to come out of the decoder. */
export interface SpanStart {
  /** Frame of the table that the first line is to tell of: where decoding starts by a seek, the key frame before the span. */
  readonly anchor: number
  /** Whether the first line is to tell of a key frame. */
  readonly startsOnKey: boolean
  /** Whether timestamps say nothing: then only a picture that changes its size is a mismatch. */
  readonly byCount: boolean
}

/**
 * The frames that ffmpeg's log tells of while a span decodes, each compared with the frame table as it comes. Frames
 * come through stdout and their timestamps through stderr; whoever has a frame in hand waits here for its line.
 */
export class SpanLog {
  /** What differed from the table first; null while all agrees. */
  mismatch: string | null = null
  #table: FrameTable
  #anchor: number
  #onMismatch: () => void
  #byCount: boolean
  #startsOnKey: boolean
  #agreed = 0
  #setUps = 0
  #ended = false
  #wake: (() => void) | null = null

  constructor(table: FrameTable, start: SpanStart, onMismatch: () => void) {
    this.#table = table
    this.#anchor = start.anchor
    this.#startsOnKey = start.startsOnKey
    this.#byCount = start.byCount
    this.#onMismatch = onMismatch
  }

  /** Takes one line of the log. */
  take(text: string): void {
    if (this.mismatch !== null) return
    const line = parseLogLine(text)
    if (line?.kind === 'time-base') this.#setUps++
    if (line?.kind !== 'frame') return
    this.mismatch = this.#compare(line)
    if (this.mismatch === null) this.#agreed++
    else this.#onMismatch()
    this.#wake?.()
  }

  /** No more lines will come. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Whether line `index` came and agreed, as did all before it; waits until that is decided. */
  async agrees(index: number): Promise<boolean> {
    while (this.#agreed <= index && this.mismatch === null && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = null
    }
    return this.#agreed > index
  }

  #compare(line: FrameLine): string | null {
    if (this.#byCount) return this.#setUps > 1 ? 'the picture changes its size, so frames can not be counted' : null
    const frame = this.#anchor + this.#agreed
    const expected = this.#table.pts[frame]
    if (line.pts !== expected) return `frame ${frame} has timestamp ${line.pts} instead of ${expected}`
    return this.#startsOnKey && this.#agreed === 0 && !line.isKey ? `frame ${frame} is no key frame` : null
  }
}
