/** Columns of pixels in which many segments begin: bars, the taller the more of their frames are covered. */
import { LEVELS, runsOf, THIN_PX, type Columns } from './density.ts'
import { POINT_PX, slotOf, wholeSlot, type Box, type Slot } from './hit.ts'
import type { Inks } from './ink.ts'
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
    const isFree = inks.get(labelId)?.label.kind === 'point' && hasRoom(columns, Math.round(left - columns.leftPx))
    if (isFree) return sign(at)
    const box = { ...slotOf(row, at), left, width: THIN_PX }
    if (state === 'rejected') paintRejected(scene, box)
    else paintBar(scene, at, box)
    if (isChosen(at)) paintChosen(scene, box)
  })
  for (const { leftPx, widthPx, at, level, marked } of runs) {
    const whole = { ...wholeSlot(row), left: leftPx, width: widthPx }
    paintBar(scene, at, { ...whole, ...middle(whole, level / LEVELS) })
    if (marked) paintChosen(scene, whole)
  }
}

/** The part of a height that a share of covered frames takes. */
function middle({ top, height }: Slot, share: number): Slot {
  const part = Math.max(3, Math.round(height * (0.3 + 0.7 * share)))
  return { top: top + Math.round((height - part) / 2), height: part }
}

/** Proposals are open between two lines. */
function paintBar(scene: ColumnScene, at: number, box: Box): void {
  const segment = scene.row.index.segments[at]!
  const ink = scene.inks.get(segment.labelId)
  if (ink === undefined) return
  if (segment.state !== 'proposed') return fill(scene, box, ink.mark)
  fill(scene, box, ink.soft)
  fill(scene, { ...box, height: 1.5 }, ink.mark)
  fill(scene, { ...box, top: box.top + box.height - 1.5, height: 1.5 }, ink.mark)
}

/** Too thin to be hollow and struck: broken in the middle. */
function paintRejected(scene: ColumnScene, box: Box): void {
  const third = box.height / 3
  fill(scene, { ...box, height: third }, scene.palette.lineStrong)
  fill(scene, { ...box, top: box.top + 2 * third, height: third }, scene.palette.lineStrong)
}

function paintChosen(scene: ColumnScene, box: Box): void {
  fill(scene, { ...box, top: box.top - 1, height: 2 }, scene.palette.text)
  fill(scene, { ...box, top: box.top + box.height - 1, height: 2 }, scene.palette.text)
}

function fill({ pixels, scrollPx }: ColumnScene, box: Box, color: string): void {
  pixels.fill({ ...box, top: box.top - scrollPx }, color)
}

/** Whether the columns beside one are empty, as far as a sign reaches. */
function hasRoom({ counts }: Columns, column: number): boolean {
  for (let beside = 1; beside <= POINT_PX; beside++) {
    if ((counts[column - beside] ?? 0) > 0 || (counts[column + beside] ?? 0) > 0) return false
  }
  return true
}
