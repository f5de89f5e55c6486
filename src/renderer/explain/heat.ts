/** Grad-CAM grids as coloured, see-through pixels, as the pictures of the terminal and the report colour them. */
import { heatColours } from '../../domain/heat-colours.ts'

/**
 * A grid as RGBA pixels, one per cell. Cells of little weight are clear: the picture stays as filmed where the network
 * did not look.
 * @param grid row-major weights 0…255
 */
export function heatPixels(grid: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(grid.length * 4)
  grid.forEach((weight, i) => {
    pixels.set(heatColours.subarray(weight * 3, weight * 3 + 3), i * 4)
    pixels[i * 4 + 3] = weight
  })
  return pixels
}
