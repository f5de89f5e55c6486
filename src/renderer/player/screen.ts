/** The canvas that pictures are drawn on, and what it shows: the frame is named on it in `data-frame-index`. */
import type { Picture } from './picture.ts'

/** A machine that takes longer than this to draw a picture has no GPU: it draws a draft first. */
const SLOW_MS = 4
/** After so long at rest a draft is drawn anew. */
const REST_MS = 120

export class Screen {
  #canvas: HTMLCanvasElement | null = null
  /** Pixels of the display that the canvas covers; 0 until it was laid out. */
  #shownWidth = 0
  readonly #resized = new ResizeObserver(([entry]) => {
    this.#shownWidth = (entry?.contentRect.width ?? 0) * devicePixelRatio
    this.#redraw()
  })
  readonly #redraw: () => void
  #tookMs = 0
  #refining = 0
  #isRefining = false

  /** @param redraw draws the picture again: it has another size on the display now, or time to be drawn well */
  constructor(redraw: () => void) {
    this.#redraw = redraw
  }

  get attached(): boolean {
    return this.#canvas !== null
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas
    this.#resized.observe(canvas)
  }

  detach(canvas: HTMLCanvasElement): void {
    this.#resized.unobserve(canvas)
    if (this.#canvas === canvas) this.#canvas = null
    clearTimeout(this.#refining)
  }

  /** Draws no more pixels than the display shows: those of a large picture take longer than decoding it. */
  draw(frameIndex: number, picture: Picture): void {
    const canvas = this.#canvas
    const context = contextOf(canvas)
    if (canvas === null || context === null) return
    const scale = this.#shownWidth === 0 ? 1 : Math.min(1, this.#shownWidth / picture.width)
    const width = Math.max(1, Math.round(picture.width * scale))
    const height = Math.max(1, Math.round(picture.height * scale))
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    this.#paint(() => picture.draw(context, width, height), context)
    canvas.dataset['frameIndex'] = String(frameIndex)
  }

  /** Smooth scaling takes as long as all the rest of drawing a large picture: a slow machine does it when pictures rest. */
  #paint(draw: () => void, context: CanvasRenderingContext2D): void {
    clearTimeout(this.#refining)
    const isDraft = this.#tookMs > SLOW_MS && !this.#isRefining
    context.imageSmoothingEnabled = !isDraft
    const startMs = performance.now()
    draw()
    const tookMs = performance.now() - startMs
    if (isDraft) this.#refining = window.setTimeout(() => this.#refine(), REST_MS)
    // A draft that took next to no time says that the slow picture before it was an accident.
    if (!isDraft || tookMs < SLOW_MS / 4) this.#tookMs = tookMs
  }

  #refine(): void {
    this.#isRefining = true
    this.#redraw()
    this.#isRefining = false
  }

  clear(): void {
    clearTimeout(this.#refining)
    if (this.#canvas === null) return
    delete this.#canvas.dataset['frameIndex']
    contextOf(this.#canvas)?.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
  }
}

/** Without transparency, a picture is put in place of the one before instead of being laid over it. */
function contextOf(canvas: HTMLCanvasElement | null): CanvasRenderingContext2D | null {
  return canvas?.getContext('2d', { alpha: false }) ?? null
}
