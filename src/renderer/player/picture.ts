/** A decoded frame as it lies ready: drawn from the decoder's own memory where that is small, else from a scaled copy. */
import { VideoSample } from 'mediabunny'

/** Largest picture that is kept as it was decoded; larger ones are scaled down to this for the screen. */
const box = { long: 1920, short: 1088 }

export interface Picture {
  readonly width: number
  readonly height: number
  /** Fills a canvas of that size. */
  draw(context: CanvasRenderingContext2D, width: number, height: number): void
  /** Lets go of its memory, which the garbage collector does not see. */
  close(): void
}

export type Turn = Pick<VideoSample, 'rotation' | 'flip'>

export interface Size {
  readonly width: number
  readonly height: number
}

/** How the pictures of one film are kept, and what each takes. */
export interface PictureKeeper {
  /** Upright, at most the box. */
  readonly size: Size
  readonly bytesPerPicture: number
  /**
   * Whether pictures stay in the decoder's memory. Of a software decoder that is as large as needed; hardware has a few
   * and stands still while they are held.
   */
  readonly holdsDecoded: boolean
  /** Takes over a decoded frame: what it returns is it, or a copy of it that is upright and no larger than the box. */
  keep(frame: VideoFrame): VideoFrame | ImageBitmap
}

/** @param display size on screen, upright */
export function pictureKeeper(display: Size, turn: Turn): PictureKeeper {
  const long = Math.max(display.width, display.height)
  const short = Math.min(display.width, display.height)
  const scale = Math.min(1, box.long / long, box.short / short)
  const size = {
    width: Math.max(1, Math.round(display.width * scale)),
    height: Math.max(1, Math.round(display.height * scale)),
  }
  const pixels = size.width * size.height
  if (scale === 1) return { size, bytesPerPicture: pixels * 1.5, holdsDecoded: true, keep: (frame) => frame }
  const easel = new OffscreenCanvas(size.width, size.height)
  return { size, bytesPerPicture: pixels * 4, holdsDecoded: false, keep: (frame) => scaledDown(frame, turn, easel) }
}

function scaledDown(frame: VideoFrame, turn: Turn, easel: OffscreenCanvas): ImageBitmap {
  const sample = new VideoSample(frame, turn)
  const context = easel.getContext('2d', { alpha: false })
  if (context !== null) sample.draw(context, 0, 0, easel.width, easel.height)
  sample.close()
  return easel.transferToImageBitmap()
}

/** What was kept, to be drawn. @param turn of the film: a copy is upright already */
export function pictureOf(kept: VideoFrame | ImageBitmap, { width, height }: Size, turn: Turn): Picture {
  if (kept instanceof ImageBitmap) {
    return {
      width,
      height,
      draw: (context, drawnWidth, drawnHeight) => context.drawImage(kept, 0, 0, drawnWidth, drawnHeight),
      close: () => kept.close(),
    }
  }
  const sample = new VideoSample(kept, turn)
  return {
    width,
    height,
    draw: (context, drawnWidth, drawnHeight) => sample.draw(context, 0, 0, drawnWidth, drawnHeight),
    close: () => sample.close(),
  }
}
