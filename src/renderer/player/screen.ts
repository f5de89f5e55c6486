/** The canvas that pictures are drawn on, and what it shows: the frame is named on it in `data-frame-index`. */
import type { Picture } from './picture.ts'

export class Screen {
  #canvas: HTMLCanvasElement | null = null
  /** Pixels of the display that the canvas covers; 0 until it was laid out. */
  #shownWidth = 0
  readonly #resized = new ResizeObserver(([entry]) => {
    this.#shownWidth = (entry?.contentRect.width ?? 0) * devicePixelRatio
    this.#onResize()
  })
  readonly #onResize: () => void

  /** @param onResize told when the picture has another size on the display than it was drawn for */
  constructor(onResize: () => void) {
    this.#onResize = onResize
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
    picture.draw(context, width, height)
    canvas.dataset['frameIndex'] = String(frameIndex)
  }

  clear(): void {
    if (this.#canvas === null) return
    delete this.#canvas.dataset['frameIndex']
    contextOf(this.#canvas)?.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
  }
}

/** Without transparency, a picture is put in place of the one before instead of being laid over it. */
function contextOf(canvas: HTMLCanvasElement | null): CanvasRenderingContext2D | null {
  return canvas?.getContext('2d', { alpha: false }) ?? null
}
