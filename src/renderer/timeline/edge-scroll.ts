/** A pointer that is held past the edge of the tracks scrolls them, the faster the farther it is. */
import { clamp } from './geometry.ts'
import type { Pointer } from './pointer.ts'
import type { Timeline } from './timeline.svelte.ts'

const SPEED_PER_PX = 10
const FASTEST_PX_PER_SEC = 2400
/** After a pause of the window nothing leaps. */
const LONGEST_SECS = 0.1

/** How fast to scroll for a pointer at a place along a side: CSS pixels a second, negative before its start, 0 within it. */
export function edgeSpeed(atPx: number, sidePx: number): number {
  const over = atPx < 0 ? atPx : Math.max(0, atPx - sidePx)
  return clamp(over * SPEED_PER_PX, -FASTEST_PX_PER_SEC, FASTEST_PX_PER_SEC)
}

interface Held {
  readonly pointer: Pointer
  /** Whether rows scroll too. */
  readonly rows: boolean
  /** What the pointer does where it now is, with the pointer drawn to the edge. */
  readonly act: (pointer: Pointer) => void
}

export class EdgeScroll {
  readonly #timeline: Timeline
  #held: Held | null = null
  #request: number | null = null
  #before = 0

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  /** Acts, and goes on acting and scrolling while the pointer stays past the edge. */
  hold(held: Held): void {
    this.#held = held
    this.#act(held)
    if (this.#request !== null || !this.#isOutside(held)) return
    this.#before = performance.now()
    this.#request = requestAnimationFrame((now) => this.#step(now))
  }

  stop(): void {
    this.#held = null
    if (this.#request !== null) cancelAnimationFrame(this.#request)
    this.#request = null
  }

  #step(now: number): void {
    this.#request = null
    const held = this.#held
    if (held === null || !this.#isOutside(held)) return
    const secs = clamp((now - this.#before) / 1000, 0, LONGEST_SECS)
    this.#before = now
    const [sideways, down] = this.#speeds(held)
    this.#timeline.pan(sideways * secs)
    this.#timeline.scrollRows(down * secs)
    this.#act(held)
    this.#request = requestAnimationFrame((next) => this.#step(next))
  }

  #act({ pointer, act }: Held): void {
    const { widthPx, heightPx } = this.#timeline
    act({ ...pointer, x: clamp(pointer.x, 0, widthPx), y: clamp(pointer.y, 0, heightPx) })
  }

  #isOutside(held: Held): boolean {
    return this.#speeds(held).some((speed) => speed !== 0)
  }

  #speeds({ pointer, rows }: Held): readonly [sideways: number, down: number] {
    const { widthPx, heightPx } = this.#timeline
    return [edgeSpeed(pointer.x, widthPx), rows ? edgeSpeed(pointer.y, heightPx) : 0]
  }
}
