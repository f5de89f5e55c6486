/** The playhead and the picture under it: which frame is wanted, which is drawn, and whether one waits for the other. */
import type { FrameSource } from './frame-source.ts'
import { Screen } from './screen.ts'

/** How long the playhead may wait for a picture before the window says so. */
const WAIT_SHOWN_MS = 250
/** Pictures that follow one another faster than this are not seen: a little less than a frame of a 60 Hz display. */
const DISPLAY_MS = 12

export class Showing {
  /** The playhead waits for its picture longer than a moment. */
  waiting = $state(false)
  /** The playhead stands on a frame that the decoder passed over. */
  lost = $state(false)
  #at = 0
  #drawn: number | null = null
  /** What the window was last told of the two: once per frame of the display, however fast a held key repeats. */
  #told = $state.raw({})
  #telling = 0
  /** The playhead moved on before its picture came: then pictures on the way to it are drawn too. */
  #behind = false
  readonly #screen = new Screen(() => {
    const picture = this.#drawn === null ? undefined : this.#source?.picture(this.#drawn)
    if (this.#drawn !== null && picture !== undefined) this.#screen.draw(this.#drawn, picture)
  })
  #source: FrameSource | null = null
  #waitTimer = 0
  #paintedMs = 0
  #painting = 0

  /** Where the playhead stands: always up to date, also before the window was told. */
  get frameIndex(): number {
    void this.#told
    return this.#at
  }

  /** The frame on the canvas; null while there is none. */
  get drawnIndex(): number | null {
    void this.#told
    return this.#drawn
  }

  /** Whether the playhead's own picture is on the canvas, or can't be. */
  get settled(): boolean {
    return this.#drawn === this.#at || this.lost
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#screen.attach(canvas)
    this.#setDrawn(null)
    this.draw()
  }

  detach(canvas: HTMLCanvasElement): void {
    this.#screen.detach(canvas)
  }

  /** Where pictures come from; null takes what is shown away. */
  from(source: FrameSource | null): void {
    this.#source = source
    if (source === null) this.#clear()
  }

  moveTo(frameIndex: number): void {
    if (this.#drawn !== this.#at) this.#behind = true
    this.#at = frameIndex
    this.#tell()
  }

  /** A picture came. */
  arrived(index: number): void {
    if (index === this.#at) this.draw()
    else if (this.#behind && this.#isOnTheWay(index) && performance.now() - this.#paintedMs >= DISPLAY_MS) {
      this.#paint(index)
    }
  }

  #isOnTheWay(index: number): boolean {
    const from = this.#drawn
    return from !== null && (from < this.#at ? index > from && index < this.#at : index < from && index > this.#at)
  }

  /** Draws the playhead's picture where it lies ready. */
  draw(): void {
    if (!this.#screen.attached || this.#drawn === this.#at) return
    if (this.#source?.picture(this.#at) !== undefined) return this.#paintSoon()
    if (this.#source?.lost(this.#at)) this.#showLost()
    else this.#expectWait()
  }

  /** Draws at once, but not twice in one frame of the display: of steps that come faster, the last one is drawn. */
  #paintSoon(): void {
    if (performance.now() - this.#paintedMs >= DISPLAY_MS) return this.#paint(this.#at)
    this.#painting ||= requestAnimationFrame(() => {
      this.#painting = 0
      if (this.#drawn !== this.#at) this.#paint(this.#at)
    })
  }

  #paint(index: number): void {
    const picture = this.#source?.picture(index)
    if (picture === undefined) return
    this.#paintedMs = performance.now()
    this.#screen.draw(index, picture)
    this.lost = false
    this.#behind = false
    this.#setDrawn(index)
    if (index === this.#at) this.#stopWait()
  }

  #setDrawn(frameIndex: number | null): void {
    this.#drawn = frameIndex
    this.#tell()
  }

  #tell(): void {
    this.#telling ||= requestAnimationFrame(() => {
      this.#telling = 0
      this.#told = {}
    })
  }

  #expectWait(): void {
    if (this.#source === null || this.#waitTimer !== 0) return
    this.#waitTimer = window.setTimeout(() => {
      this.#waitTimer = 0
      this.waiting = this.#drawn !== this.#at
    }, WAIT_SHOWN_MS)
  }

  #stopWait(): void {
    clearTimeout(this.#waitTimer)
    this.#waitTimer = 0
    this.waiting = false
  }

  #showLost(): void {
    this.#clear()
    this.lost = true
  }

  #clear(): void {
    this.#stopWait()
    this.lost = false
    this.#behind = false
    this.#setDrawn(null)
    this.#screen.clear()
  }
}
