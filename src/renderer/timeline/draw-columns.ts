/** Columns of pixels in which many segments begin: bars, the taller the more of their frames are covered. */
import { LEVELS, runsOf, THIN_PX, type Columns } from './density.ts'
import { POINT_PX, slotOf, wholeSlot, type Slot } from './hit.ts'
import type { Inks, LabelInk } from './ink.ts'
import type { View } from './geometry.ts'
import type { Palette } from './palette.ts'
import type { Pixels } from './pixels.ts'
import type { Row } from './rows.ts'

export interface ColumnScene {
  readonly pixels: Pixels
  readonly row: Row
  readonly columns: Columns
  readonly view: View
  readonly inks: Inks
  readonly palette: Palette
  readonly scrollPx: number
  readonly isChosen: (at: number) => boolean
}

/** @param sign given moments that stand free: they are to be drawn with their sign */
export function paintColumns(scene: ColumnScene, sign: (at: number) => void): void {
  const { row, columns, view, inks, isChosen } = scene
  const { segments } = row.index
  const looks = (at: number) => {
    const { labelId, state } = segments[at]!
    const ink = inks.get(labelId)
    return state === 'proposed' ? ink?.soft : ink?.mark
  }
  const runs = runsOf(columns, view.framesPerPx, looks, (at, left) => {
    const { labelId, state } = segments[at]!
    const ink = inks.get(labelId)
    if (ink === undefined) return
    if (ink.label.kind === 'point' && hasRoom(columns, Math.round(left - columns.leftPx))) return sign(at)
    const slot = slotOf(row, at)
    if (state === 'rejected') paintRejected(scene, left, slot)
    else paintBar(scene, ink, state === 'proposed', left, THIN_PX, slot.top, slot.height)
    if (isChosen(at)) paintChosen(scene, left, THIN_PX, slot)
  })
  const whole = wholeSlot(row)
  for (const { leftPx, widthPx, at, level, marked } of runs) {
    const { labelId, state } = segments[at]!
    const ink = inks.get(labelId)
    if (ink === undefined) continue
    // In the middle of the height, as much of it as frames are covered.
    const height = Math.max(3, Math.round(whole.height * (0.3 + (0.7 * level) / LEVELS)))
    const top = whole.top + Math.round((whole.height - height) / 2)
    paintBar(scene, ink, state === 'proposed', leftPx, widthPx, top, height)
    if (marked) paintChosen(scene, leftPx, widthPx, whole)
  }
}

// Numbers and not boxes from here on: there are ten thousand of them in a picture.

/** Proposals are open between two lines. */
function paintBar(
  { pixels, scrollPx }: ColumnScene,
  ink: LabelInk,
  proposed: boolean,
  left: number,
  width: number,
  top: number,
  height: number,
): void {
  const y = top - scrollPx
  pixels.fill(left, y, width, height, proposed ? ink.soft : ink.mark)
  if (!proposed) return
  pixels.fill(left, y, width, 1.5, ink.mark)
  pixels.fill(left, y + height - 1.5, width, 1.5, ink.mark)
}

/** Too thin to be hollow and struck: broken in the middle. */
function paintRejected({ pixels, palette, scrollPx }: ColumnScene, left: number, { top, height }: Slot): void {
  const third = height / 3
  pixels.fill(left, top - scrollPx, THIN_PX, third, palette.lineStrong)
  pixels.fill(left, top - scrollPx + 2 * third, THIN_PX, third, palette.lineStrong)
}

function paintChosen(
  { pixels, palette, scrollPx }: ColumnScene,
  left: number,
  width: number,
  { top, height }: Slot,
): void {
  pixels.fill(left, top - scrollPx - 1, width, 2, palette.text)
  pixels.fill(left, top - scrollPx + height - 1, width, 2, palette.text)
}

/** Whether the columns beside one are empty, as far as a sign reaches. */
function hasRoom({ counts }: Columns, column: number): boolean {
  for (let beside = 1; beside <= POINT_PX; beside++) {
    if ((counts[column - beside] ?? 0) > 0 || (counts[column + beside] ?? 0) > 0) return false
  }
  return true
}
