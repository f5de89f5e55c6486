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
  /** Whether time came to the end of the range: after its last frame forward, before its first backward. */
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

  /** Moves the whole course of time a little later (or, below zero, earlier): what was due now is due so much later. */
  nudge(byMs: number): void {
    this.#anchorMs += byMs
  }

  /** Seconds of the recording at `nowMs`, also before its start and after its end. */
  secsAt(nowMs: number): number {
    return this.#anchorSecs + ((nowMs - this.#anchorMs) / 1000) * this.#rate
  }

  /** The frame due at `nowMs`, held inside `loop` where there is one. */
  due(nowMs: number, loop: FrameRange | null): Due {
    const secs = this.secsAt(nowMs)
    const end = this.#table.pts.length - 1
    const { first, last } = loop ?? { first: 0, last: end }
    const startSecs = frameToSecs(this.#table, first)
    // How long the last frame lasts is measured once: it takes the whole table, and this is asked at every frame.
    const endSecs = last === end ? this.#endSecs : frameToSecs(this.#table, last) + frameDurationSecs(this.#table, last)
    if (this.#rate < 0 && secs < startSecs) return { frameIndex: first, ended: true }
    if (this.#rate > 0 && secs >= endSecs) return { frameIndex: last, ended: true }
    return { frameIndex: Math.min(last, Math.max(first, secsToFrame(this.#table, secs))), ended: false }
  }
}

/** Speeds that are offered, slowest first; backward they are the same. */
export const speeds = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4] as const

const ladder = [...speeds.map((speed) => -speed).reverse(), ...speeds]

/** One step of the shuttle: from a stand at normal speed in the key's direction, then along the ladder of speeds. */
export function shuttle(rate: number, playing: boolean, towards: -1 | 1): number {
  if (!playing) return towards
  const at = ladder.findIndex((step) => step >= rate)
  const next = ladder[Math.min(ladder.length - 1, Math.max(0, (at === -1 ? ladder.length - 1 : at) + towards))]
  return next ?? rate
}
