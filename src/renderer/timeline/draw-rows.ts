/** The ground of the timeline: rows and the segments on them. Only what is visible is visited. */
import type { Segment } from '../../contract/things.ts'
import { LEVELS, runsOf, sorted, THIN_PX, type Columns } from './density.ts'
import { drawBar, drawSegment, drawSelection, pointBox, type Context } from './draw-marks.ts'
import { frameAt, xOf, type Extent, type View } from './geometry.ts'
import { boxOf, POINT_PX, slotOf, wholeSlot, type Box, type Slot } from './hit.ts'
import type { Inks } from './ink.ts'
import { touches, type Marquee } from './marquee.ts'
import type { Moved } from './moved.ts'
import type { Palette } from './palette.ts'
import { placeOf, type Row } from './rows.ts'
import { CELL_PX } from './ticks.ts'
import { flagsOf } from './track-index.ts'

export interface Scene {
  readonly view: View
  readonly extent: Extent
  readonly rows: readonly Row[]
  readonly inks: Inks
  readonly palette: Palette
  readonly selectedIds: ReadonlySet<string>
  /** What is being dragged. */
  readonly moved: Moved | null
  readonly draggedIds: ReadonlySet<string>
  /** What would be selected if it were let go now. */
  readonly marquee: Marquee | null
  /** The part of the rows' height that is visible. */
  readonly scrollPx: number
  readonly heightPx: number
  /** The segment of which an edge is dragged. */
  readonly trimmed: Segment | null
}

export function drawRows(context: Context, scene: Scene): void {
  const { extent, heightPx, scrollPx, rows } = scene
  context.clearRect(0, 0, extent.widthPx, heightPx)
  context.save()
  context.translate(0, -scrollPx)
  rows.forEach((row, number) => {
    if (row.top >= scrollPx + heightPx || row.top + row.heightPx <= scrollPx) return
    drawGround(context, scene, row, number)
    for (const layer of scene.moved?.kind === 'shift' ? (['resting', 'moved'] as const) : (['resting'] as const)) {
      drawSegments(context, scene, row, layer)
    }
  })
  drawTrimmed(context, scene)
  context.restore()
}

function drawGround(context: Context, scene: Scene, row: Row, number: number): void {
  const { palette, extent, view } = scene
  context.fillStyle = number % 2 === 0 ? palette.surface : palette.sunken
  context.fillRect(0, row.top, extent.widthPx, row.heightPx)
  if (row.kind === 'group') {
    context.fillStyle = palette.line
    context.fillRect(0, row.top, extent.widthPx, 1)
  }
  if (1 / view.framesPerPx < CELL_PX) return
  context.fillStyle = palette.line
  for (let frame = Math.floor(view.startFrame); frame <= frameAt(view, extent.widthPx); frame++) {
    context.fillRect(Math.round(xOf(view, frame)), row.top, 1, row.heightPx)
  }
}

/** Segments that lie where they are, or those that are dragged, where they are dragged to. */
function drawSegments(context: Context, scene: Scene, row: Row, layer: 'resting' | 'moved'): void {
  const { moved, inks, palette, extent } = scene
  const { index } = row
  const by = layer === 'moved' && moved?.kind === 'shift' ? moved.by : 0
  const view = { ...scene.view, startFrame: scene.view.startFrame - by }
  const dragged = moved === null ? null : flagsOf(scene.draggedIds, index)
  const isChosen = chosenIn(scene, row)
  const { boxes, columns } = sorted(
    index,
    view,
    { widthPx: extent.widthPx, reachPx: POINT_PX + 2 },
    dragged === null ? () => true : (at) => (dragged[at] === 1) === (layer === 'moved'),
    isChosen,
  )
  if (columns !== null) drawColumns(context, { ...scene, view }, row, columns, isChosen)
  const chosen: Box[] = []
  for (const at of boxes) {
    const segment = index.segments[at]!
    const ink = inks.get(segment.labelId)
    if (ink === undefined) continue
    const box = boxOf(segment, slotOf(row, at), view)
    drawSegment(context, palette, ink, segment, box)
    if (isChosen(at)) chosen.push(ink.label.kind === 'point' ? pointBox(box) : box)
  }
  // Last, so that no neighbour lies over the frame of one that is selected; grips only where it is clear what they move.
  for (const box of chosen) drawSelection(context, box, palette, scene.selectedIds.size === 1)
}

function drawColumns(
  context: Context,
  { view, inks, palette }: Scene,
  row: Row,
  columns: Columns,
  isChosen: (at: number) => boolean,
): void {
  const { segments } = row.index
  const whole = wholeSlot(row)
  const isProposed = (at: number) => segments[at]!.state === 'proposed'
  const drawn = (slot: Slot, left: number, width: number, at: number, share: number, chosen: boolean) => {
    const segment = segments[at]!
    const ink = inks.get(segment.labelId)
    if (ink === undefined) return
    const box = { ...slot, left, width }
    const alone = share === ALONE
    // What is thinner than two pixels looks as it would if it were not; a moment keeps its diamond.
    if (alone && (ink.label.kind === 'point' || segment.state === 'rejected')) {
      drawSegment(context, palette, ink, segment, box)
      if (chosen) drawSelection(context, ink.label.kind === 'point' ? pointBox(box) : box, palette, false)
    } else {
      drawBar(context, ink, box, Math.min(1, share), isProposed(at))
      if (chosen) drawChosenBar(context, palette, box)
    }
  }
  const looks = (at: number) => (isProposed(at) ? `${segments[at]!.labelId} proposed` : segments[at]!.labelId)
  const runs = runsOf(columns, view.framesPerPx, looks, (at, left) =>
    drawn(slotOf(row, at), left, THIN_PX, at, ALONE, isChosen(at)),
  )
  for (const { leftPx, widthPx, at, level, marked } of runs) {
    drawn(whole, leftPx, widthPx, at, level / LEVELS, marked)
  }
}

/** Stands for a share: of one segment the whole height is used. */
const ALONE = 2

function drawChosenBar(context: Context, palette: Palette, { left, top, width, height }: Box): void {
  context.fillStyle = palette.text
  context.fillRect(left, top - 1, width, 2)
  context.fillRect(left, top + height - 1, width, 2)
}

/** Whether a segment is selected, or would be if the marquee were let go now. */
function chosenIn({ selectedIds, marquee }: Scene, row: Row): (at: number) => boolean {
  const { index } = row
  const flags = flagsOf(selectedIds, index)
  if (marquee === null) return (at) => flags[at] === 1
  const { fromFrame, toFrame } = marquee
  return (at) =>
    flags[at] === 1 ||
    (index.last[at]! + 1 > fromFrame && index.first[at]! < toFrame && touches(marquee, slotOf(row, at)))
}

/** The segment whose edge is dragged, where it is dragged to, over all others. */
function drawTrimmed(context: Context, { moved, trimmed, rows, inks, palette, view }: Scene): void {
  if (moved?.kind !== 'trim' || trimmed === null) return
  const place = placeOf(rows, trimmed)
  const ink = inks.get(trimmed.labelId)
  if (place === null || ink === undefined) return
  const box = boxOf(moved.range, slotOf(place.row, place.at), view)
  drawSegment(context, palette, ink, trimmed, box)
  drawSelection(context, box, palette, true)
}
