/** Grad-CAM grids as colour: dark violet for little, through red, to yellow for much; readable with every colour vision. */

/** Stops of the colour scale (after matplotlib's 'inferno', public domain), from 0 to 1. */
const stops = [
  [0, 0, 4],
  [40, 11, 84],
  [101, 21, 110],
  [159, 42, 99],
  [212, 72, 66],
  [245, 125, 21],
  [250, 193, 39],
  [252, 255, 164],
] as const

/** Colour of a weight, 0…255, as [r, g, b]. */
export function heatColor(weight: number): [number, number, number] {
  const at = (Math.min(255, Math.max(0, weight)) / 255) * (stops.length - 1)
  const low = stops[Math.floor(at)]!
  const high = stops[Math.min(stops.length - 1, Math.floor(at) + 1)]!
  const share = at - Math.floor(at)
  const mix = (i: 0 | 1 | 2) => Math.round(low[i] + (high[i] - low[i]) * share)
  return [mix(0), mix(1), mix(2)]
}

/**
 * A grid as RGBA pixels, one per cell. Cells of little weight are nearly clear, so that the picture stays visible
 * where the network did not look.
 * @param grid row-major weights 0…255
 */
export function heatPixels(grid: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(grid.length * 4)
  grid.forEach((weight, i) => {
    const [r, g, b] = heatColor(weight)
    pixels.set([r, g, b, Math.round(40 + weight * 0.8)], i * 4)
  })
  return pixels
}
