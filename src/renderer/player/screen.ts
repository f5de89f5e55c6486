/** The canvas that pictures are drawn on, and what it shows: the frame is named on it in `data-frame-index`. */
import type { Picture } from './picture.ts'

export class Screen {
  #canvas: HTMLCanvasElement | null = null

  get attached(): boolean {
    return this.#canvas !== null
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas
  }

  detach(canvas: HTMLCanvasElement): void {
    if (this.#canvas === canvas) this.#canvas = null
  }

  draw(frameIndex: number, picture: Picture): void {
    const canvas = this.#canvas
    const context = contextOf(canvas)
    if (canvas === null || context === null) return
    if (canvas.width !== picture.width) canvas.width = picture.width
    if (canvas.height !== picture.height) canvas.height = picture.height
    picture.draw(context)
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
