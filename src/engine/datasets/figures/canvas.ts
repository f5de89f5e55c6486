import type { Colour } from './body.ts'

/** A picture of 8-bit red, green, blue, row by row from the top left. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

/** A rounded bar between two places of the picture, its radius going from one end's to the other's; in pixels. */
export interface Bar {
  readonly ax: number
  readonly ay: number
  readonly bx: number
  readonly by: number
  readonly aRadius: number
  readonly bRadius: number
}

export interface Ink {
  readonly colour: Colour
  /** Pixels of a darker rim drawn inside the edge; 0 for none. */
  readonly rim: number
}

/** A disc is a bar without length. */
export function disc(x: number, y: number, radius: number): Bar {
  return { ax: x, ay: y, bx: x, by: y, aRadius: radius, bRadius: radius }
}

/**
 * Paints the union of bars as one shape: smooth edges from the signed distance, rounded shading from the middle to the
 * edge, and a rim, so that an arm stands out before a shirt of its own colour.
 */
export function paintShape(canvas: Canvas, bars: readonly Bar[], { colour, rim }: Ink): void {
  const [r, g, b] = colour
  forEachInside(canvas, bars, (at, distance, share) => {
    const cover = distance < -0.5 ? 1 : 0.5 - distance
    let light = 1.06 - 0.24 * share * share
    if (rim > 0 && distance > -rim - 0.5) light *= 1 - 0.5 * Math.min(1, distance + rim + 0.5)
    const { rgb } = canvas
    rgb[at] = rgb[at]! + (Math.min(255, r * light) - rgb[at]!) * cover
    rgb[at + 1] = rgb[at + 1]! + (Math.min(255, g * light) - rgb[at + 1]!) * cover
    rgb[at + 2] = rgb[at + 2]! + (Math.min(255, b * light) - rgb[at + 2]!) * cover
  })
}

/** Darkens a picture under bars by up to `strength` (0 to 1), with an edge that is `softness` pixels wide. */
export function shadeShape(canvas: Canvas, bars: readonly Bar[], strength: number, softness: number): void {
  const grown = bars.map((bar) => ({
    ...bar,
    aRadius: bar.aRadius + softness / 2,
    bRadius: bar.bRadius + softness / 2,
  }))
  forEachInside(canvas, grown, (at, distance) => {
    const keep = 1 - strength * Math.min(1, Math.max(0, 0.5 - distance) / softness)
    const { rgb } = canvas
    rgb[at] = rgb[at]! * keep
    rgb[at + 1] = rgb[at + 1]! * keep
    rgb[at + 2] = rgb[at + 2]! * keep
  })
}

/** Called with the pixel's place in rgb, its signed distance to the edge, and how far from the middle it is (0 to 1). */
type Inside = (at: number, distance: number, share: number) => void

function forEachInside(canvas: Canvas, bars: readonly Bar[], visit: Inside): void {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const bar of bars) {
    const reach = Math.max(bar.aRadius, bar.bRadius) + 1
    left = Math.min(left, bar.ax - reach, bar.bx - reach)
    right = Math.max(right, bar.ax + reach, bar.bx + reach)
    top = Math.min(top, bar.ay - reach, bar.by - reach)
    bottom = Math.max(bottom, bar.ay + reach, bar.by + reach)
  }
  const x0 = Math.max(0, Math.floor(left))
  const x1 = Math.min(canvas.width - 1, Math.ceil(right))
  const y0 = Math.max(0, Math.floor(top))
  const y1 = Math.min(canvas.height - 1, Math.ceil(bottom))
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      let distance = Infinity
      let share = 0
      for (const bar of bars) {
        const dx = bar.bx - bar.ax
        const dy = bar.by - bar.ay
        const px = x - bar.ax
        const py = y - bar.ay
        const length = dx * dx + dy * dy
        const t = length < 1e-9 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length))
        const radius = bar.aRadius + (bar.bRadius - bar.aRadius) * t
        const off = Math.sqrt((px - dx * t) ** 2 + (py - dy * t) ** 2)
        if (off - radius < distance) {
          distance = off - radius
          share = Math.min(1, off / Math.max(radius, 1e-6))
        }
      }
      if (distance < 0.5) visit((y * canvas.width + x) * 3, distance, share)
    }
  }
}
