/** The ruler's marks: times above, frame numbers below. */
import { secsToFrame, frameToSecs, type FrameTable } from '../../domain/frames.ts'
import { countText, timeText } from '../ui/words.ts'
import { frameAt, frameUnder, xOf, type Extent, type View } from './geometry.ts'

export interface Tick {
  readonly xPx: number
  readonly text: string
}

const TIME_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
const FRAME_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]
const TIME_SPACING_PX = 84
/** Uneven frames may bring them this near: the width of a time. */
const TIME_LEAST_PX = 48
const FRAME_SPACING_PX = 64
/** From this width on every frame is a cell with its number. */
export const CELL_PX = 24
const DIGIT_PX = 6

/**
 * Marks at round times, each at the frame that is on screen then: with uneven frames they are unevenly spaced.
 * @param wholeSecs how long the recording lasts: said, because a table of hours takes long to measure
 */
export function timeTicks(view: View, extent: Extent, table: FrameTable, wholeSecs: number): Tick[] {
  if (extent.frames === 0) return []
  const secsPerPx = (wholeSecs / extent.frames) * view.framesPerPx
  const step = TIME_STEPS.find((secs) => secs / secsPerPx >= TIME_SPACING_PX) ?? 3600
  const ticks: Tick[] = []
  const startSecs = frameToSecs(table, frameUnder(view, -TIME_SPACING_PX, extent.frames))
  let count = Math.floor(startSecs / step)
  while (count * step <= wholeSecs) {
    const frame = secsToFrame(table, count * step)
    const xPx = xOf(view, frame)
    if (xPx > extent.widthPx) break
    const fits = xPx - (ticks.at(-1)?.xPx ?? -Infinity) >= TIME_LEAST_PX
    if (xPx >= -TIME_SPACING_PX && fits) ticks.push({ xPx, text: roundTimeText(count * step) })
    if (frame === extent.frames - 1) break
    // In a pause many round times fall on the frame before it.
    count = Math.max(count + 1, Math.floor(frameToSecs(table, frame + 1) / step))
  }
  return ticks
}

/** Marks at round frame numbers; where frames are cells, at every frame. */
export function frameTicks(view: View, extent: Extent): Tick[] {
  const cellPx = 1 / view.framesPerPx
  if (cellPx >= CELL_PX) return frameCells(view, extent, cellPx)
  const step = FRAME_STEPS.find((frames) => frames / view.framesPerPx >= FRAME_SPACING_PX) ?? 200_000
  const ticks: Tick[] = []
  const from = Math.max(0, Math.floor(frameAt(view, -FRAME_SPACING_PX) / step) * step)
  for (let frame = from; frame < extent.frames; frame += step) {
    const xPx = xOf(view, frame)
    if (xPx > extent.widthPx) break
    ticks.push({ xPx, text: countText(frame) })
  }
  return ticks
}

/** A number in every cell: whole where it fits, else its last two digits, between whole ones at every tenth. */
function frameCells(view: View, extent: Extent, cellPx: number): Tick[] {
  const from = Math.max(0, Math.floor(frameAt(view, -FRAME_SPACING_PX)))
  const to = Math.min(extent.frames, Math.ceil(frameAt(view, extent.widthPx)))
  const widestPx = countText(to).length * DIGIT_PX + 8
  const cells = Math.ceil(widestPx / cellPx)
  return Array.from({ length: to - from }, (_, i) => {
    const frame = from + i
    const covered = cells > 1 && frame % 10 > 0 && frame % 10 < cells
    const text =
      cells === 1 || frame % 10 === 0 ? countText(frame) : covered ? '' : String(frame % 100).padStart(2, '0')
    return { xPx: xOf(view, frame), text }
  })
}

function roundTimeText(secs: number): string {
  return timeText(secs).replace(/\.?0+$/, '')
}
