/**
 * What the descriptors of a mirrored clip would be, without looking at it a second time. Left and right cells change places;
 * directions are mirrored, each falling upon another, because they lie symmetrically about the vertical.
 */
import {
  directions,
  histogramGroups,
  histogramValues,
  sideCells,
  timeCells,
  type HistogramName,
} from './descriptors.ts'

/** Place in a row of histograms from which each place of the mirrored row is taken. */
export const mirroredPlaces: Int32Array = makeMirroredPlaces()

function makeMirroredPlaces(): Int32Array {
  const places = new Int32Array(histogramValues)
  for (const { name, bins, start } of histogramGroups) {
    for (let row = 0; row < timeCells * sideCells; row++) {
      for (let column = 0; column < sideCells; column++) {
        for (let bin = 0; bin < bins; bin++) {
          const cell = row * sideCells + column
          const other = row * sideCells + (sideCells - 1 - column)
          places[start + cell * bins + bin] = start + other * bins + mirroredBin(name, bin)
        }
      }
    }
  }
  return places
}

/**
 * A picture that changes to the right by dx changes by −dx when it is mirrored: the direction φ becomes 180° − φ; the flow and
 * its vertical part do likewise. Of the horizontal part the sign changes too, so that its direction (dx, dy) becomes
 * (dx, −dy): −φ.
 */
function mirroredBin(name: HistogramName, bin: number): number {
  if (bin === directions) return bin
  const turned = name === 'mbhx' ? -bin : directions / 2 - bin
  return (turned + directions) % directions
}
