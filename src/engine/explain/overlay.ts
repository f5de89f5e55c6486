/** Grad-CAM laid over a frame: pure, RGB bytes in and out. */
import { heatColours } from '../../domain/heat-colours.ts'

/** One frame's map: a coarse grid of 0…255, row-major. */
export interface HeatGrid {
  readonly width: number
  readonly height: number
  readonly values: readonly number[]
  /** Share of the frame's width and height, in its middle, that the network saw: size / resize of its preprocessing. */
  readonly coverage: number
}

export interface Picture {
  readonly width: number
  readonly height: number
  /** RGB bytes [height, width, 3]. */
  readonly rgb: Uint8Array
}

/** How much of the hottest places is colour; the rest stays picture, so that one sees what is there. */
const strongest = 0.68

/**
 * The frame with the map over it. Between the middles of the grid's cells values are interpolated; cold places stay as
 * they are, and so does the margin that the network never saw.
 * @throws RangeError where grid or frame have not as many values as their sizes say
 */
export function renderOverlay(frame: Picture, grid: HeatGrid): Picture {
  if (grid.values.length !== grid.width * grid.height || frame.rgb.length !== frame.width * frame.height * 3) {
    throw new RangeError('an overlay needs as many values as its sizes say')
  }
  const columns = gridPositions(frame.width, grid.width, grid.coverage)
  const rows = gridPositions(frame.height, grid.height, grid.coverage)
  const rgb = Uint8Array.from(frame.rgb)
  for (let y = 0; y < frame.height; y++) {
    const row = rows[y]!
    if (row === null) continue
    for (let x = 0; x < frame.width; x++) {
      const column = columns[x]!
      if (column === null) continue
      const heat = interpolated(grid, column, row)
      const colour = Math.round(heat) * 3
      const share = strongest * (heat / 255)
      const at = (y * frame.width + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        rgb[at + channel] = Math.round(rgb[at + channel]! * (1 - share) + heatColours[colour + channel]! * share)
      }
    }
  }
  return { width: frame.width, height: frame.height, rgb }
}

/** Where each pixel of a side lies on the grid's scale of cell middles; null outside of what the network saw. */
function gridPositions(pixels: number, cells: number, coverage: number): (number | null)[] {
  const margin = (1 - coverage) / 2
  return Array.from({ length: pixels }, (_, pixel) => {
    const seen = ((pixel + 0.5) / pixels - margin) / coverage
    if (seen < 0 || seen > 1) return null
    return Math.min(cells - 1, Math.max(0, seen * cells - 0.5))
  })
}

function interpolated({ width, height, values }: HeatGrid, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const right = Math.min(width - 1, left + 1)
  const bottom = Math.min(height - 1, top + 1)
  const at = (column: number, row: number): number => values[row * width + column]!
  const above = at(left, top) + (at(right, top) - at(left, top)) * (x - left)
  const below = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (x - left)
  return above + (below - above) * (y - top)
}
