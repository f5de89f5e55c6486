/** Playing by the recording's own timestamps: which frame is due when. */
import {
  durationSecs,
  frameDurationSecs,
  frameToSecs,
  secsToFrame,
  type FrameRange,
  type FrameTable,
} from '../../domain/frames.ts'

export interface Due {
  readonly frameIndex: number
  /** Whether playing came to its end: the last frame forward, the first backward. */
  readonly ended: boolean
}

export class PlayClock {
  readonly #table: FrameTable
  readonly #endSecs: number
  #anchorSecs = 0
  #anchorMs = 0
  #rate = 1

  constructor(table: FrameTable) {
    this.#table = table
    this.#endSecs = durationSecs(table)
  }

  /** From now on `frameIndex` is what is on screen at `nowMs`, and time runs at `rate` (negative: backward). */
  start(frameIndex: number, nowMs: number, rate: number): void {
    this.#anchorSecs = frameToSecs(this.#table, frameIndex)
    this.#anchorMs = nowMs
    this.#rate = rate
  }

  /** The frame due at `nowMs`; inside `loop` time starts over at the range's other end. */
  due(nowMs: number, loop: FrameRange | null): Due {
    const secs = this.#anchorSecs + ((nowMs - this.#anchorMs) / 1000) * this.#rate
    if (loop !== null) return { frameIndex: this.#looped(secs, nowMs, loop), ended: false }
    if (secs < 0) return { frameIndex: 0, ended: true }
    if (secs >= this.#endSecs) return { frameIndex: this.#table.pts.length - 1, ended: true }
    return { frameIndex: secsToFrame(this.#table, secs), ended: false }
  }

  #looped(secs: number, nowMs: number, loop: FrameRange): number {
    const startSecs = frameToSecs(this.#table, loop.first)
    const endSecs = frameToSecs(this.#table, loop.last) + frameDurationSecs(this.#table, loop.last)
    if (secs >= startSecs && secs < endSecs) return secsToFrame(this.#table, secs)
    const again = this.#rate > 0 ? loop.first : loop.last
    this.start(again, nowMs, this.#rate)
    return again
  }
}

const RATES = [-4, -2, -1, -0.5, -0.25, 0.25, 0.5, 1, 2, 4] as const

/** One step of the shuttle: from a stand at normal speed in the key's direction, then along the ladder of rates. */
export function shuttle(rate: number, playing: boolean, towards: -1 | 1): number {
  if (!playing) return towards
  const at = RATES.findIndex((step) => step >= rate)
  const next = RATES[Math.min(RATES.length - 1, Math.max(0, (at === -1 ? RATES.length - 1 : at) + towards))]
  return next ?? rate
}
