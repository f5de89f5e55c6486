import type { Random } from '../domain/random.ts'

/** Pixels at the working resolution, before the crop; the paper's "offset range" has no unit, this is our reading. */
const largestShiftPixels = 6

export interface FrameSize {
  readonly height: number
  readonly width: number
}

/** The paper's Algorithm 1: one of the twelve whole offsets from −6 to 6 that are not 0, for a whole clip. */
export function drawShiftPixels(random: Random): number {
  const drawn = random.integer(2 * largestShiftPixels) - largestShiftPixels
  return drawn < 0 ? drawn : drawn + 1
}

/** How the picture of a whole clip is moved before it is cut. */
export interface Framing {
  /** To the right: Algorithm 1. */
  readonly shiftPixels: number
  readonly lowerPixels: number
  /** About the centre; above 1 everything is larger. */
  readonly zoom: number
}

export const asFilmed: Framing = { shiftPixels: 0, lowerPixels: 0, zoom: 1 }

const largestLowerPixels = 4
/** Natural logarithm of the largest zoom: from 14 % smaller to 16 % larger. */
const largestZoomLog = 0.15

/** A little nearer or farther, a little higher or lower, whatever Algorithm 1 does: beyond the paper's protocol. */
export function drawReframing(random: Random): Pick<Framing, 'lowerPixels' | 'zoom'> {
  return {
    lowerPixels: random.integer(2 * largestLowerPixels + 1) - largestLowerPixels,
    zoom: Math.exp((2 * random.next() - 1) * largestZoomLog),
  }
}

/**
 * Moves and zooms every frame of a clip alike, edge pixels repeated, nearest pixels taken, and cuts `crop` from its
 * centre. `clip` is RGB bytes [frames, height, width, 3] of frames of `size`; the answer is
 * [frames, crop.height, crop.width, 3]. The crop fits inside the frame.
 */
export function frameAndCrop(clip: Uint8Array, size: FrameSize, framing: Framing, crop: FrameSize): Uint8Array {
  if (crop.height > size.height || crop.width > size.width) {
    throw new RangeError(`A crop of ${crop.width}×${crop.height} does not fit ${size.width}×${size.height}.`)
  }
  const { shiftPixels, lowerPixels, zoom } = framing
  const columns = sources({ from: size.width, to: crop.width, moved: shiftPixels, zoom })
  const rows = sources({ from: size.height, to: crop.height, moved: lowerPixels, zoom })
  const frameBytes = size.height * size.width * 3
  const frames = Math.floor(clip.length / frameBytes)
  const cropped = new Uint8Array(frames * crop.height * crop.width * 3)
  // Without zoom, and away from the edges, a line is cut out as it stands: ten times as fast as pixel by pixel.
  const isUnbroken = columns.every((column, place) => column === columns[0]! + place)
  let to = 0
  for (let frame = 0; frame < frames; frame++) {
    for (const row of rows) {
      const rowStart = frame * frameBytes + row * size.width * 3
      if (isUnbroken) {
        const from = rowStart + columns[0]! * 3
        cropped.set(clip.subarray(from, from + crop.width * 3), to)
        to += crop.width * 3
        continue
      }
      for (const column of columns) {
        const from = rowStart + column * 3
        cropped[to++] = clip[from] as number
        cropped[to++] = clip[from + 1] as number
        cropped[to++] = clip[from + 2] as number
      }
    }
  }
  return cropped
}

/** Where each pixel of a cut line comes from in the line it is cut from. */
function sources(line: { from: number; to: number; moved: number; zoom: number }): number[] {
  const { from, to, moved, zoom } = line
  const centre = (from - 1) / 2
  const start = Math.floor((from - to) / 2)
  return Array.from({ length: to }, (_, place) => {
    const source = Math.round((start + place - centre) / zoom + centre - moved)
    return Math.min(Math.max(source, 0), from - 1)
  })
}
