/** The ground of the timeline: rows and the segments on them. Only what is visible is visited. */
import type { Segment } from '../../contract/things.ts'
import { sorted, THIN_PX, type Columns } from './density.ts'
import { paintColumns } from './draw-columns.ts'
import { drawSegment, drawSelection, pointBox, type Context } from './draw-marks.ts'
import { frameAt, xOf, type Extent, type View } from './geometry.ts'
import { boxOf, POINT_PX, slotOf, type Box } from './hit.ts'
import type { Inks } from './ink.ts'
import { touches, type Marquee } from './marquee.ts'
import type { Moved } from './moved.ts'
import type { Palette } from './palette.ts'
import { Pixels } from './pixels.ts'
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

/** One row's segments as they are drawn: where they lie, or where they are dragged to. */
interface Layer {
  readonly row: Row
  readonly view: View
  readonly boxes: readonly number[]
  readonly columns: Columns | null
  readonly isChosen: (at: number) => boolean
}

/** Columns of many segments are painted as pixels, below; all that has a shape is drawn over them. */
export function drawRows(context: Context, scene: Scene): void {
  const { heightPx, scrollPx, rows } = scene
  const layers = rows
    .filter(({ top, heightPx: rowPx }) => top < scrollPx + heightPx && top + rowPx > scrollPx)
    .flatMap((row) => layersOf(scene, row))
  const signs = layers.some(({ columns }) => columns !== null)
    ? paint(context, scene, layers)
    : drawGround(context, scene)
  context.save()
  context.translate(0, -scrollPx)
  for (const layer of layers) drawBoxes(context, scene, layer)
  for (const { layer, at } of signs) drawSign(context, scene, layer, at)
  drawTrimmed(context, scene)
  context.restore()
}

function layersOf(scene: Scene, row: Row): Layer[] {
  const { moved } = scene
  const dragged = moved === null ? null : flagsOf(scene.draggedIds, row.index)
  const isChosen = chosenIn(scene, row)
  const marks = scene.selectedIds.size === 0 && scene.marquee === null ? null : isChosen
  const size = { widthPx: scene.extent.widthPx, reachPx: POINT_PX + 2 }
  const layer = (view: View, shows: ((at: number) => boolean) | null): Layer => {
    return { row, view, isChosen, ...sorted(row.index, view, size, shows, marks) }
  }
  if (dragged === null) return [layer(scene.view, null)]
  const resting = layer(scene.view, (at) => dragged[at] === 0)
  if (moved?.kind !== 'shift') return [resting]
  const view = { ...scene.view, startFrame: scene.view.startFrame - moved.by }
  return [resting, layer(view, (at) => dragged[at] === 1)]
}

interface Sign {
  readonly layer: Layer
  readonly at: number
}

/** Kept from picture to picture: making it anew would take longer than filling it. */
const kept = new WeakMap<HTMLCanvasElement, Pixels>()

/** Ground and columns. Answers the moments that stand free in their column: they keep their sign. */
function paint(context: Context, scene: Scene, layers: readonly Layer[]): Sign[] {
  const { canvas } = context
  const scale = context.getTransform().a
  let pixels = kept.get(canvas)
  if (!pixels?.fits(canvas.width, canvas.height, scale)) {
    pixels = new Pixels(canvas.width, canvas.height, scale)
    kept.set(canvas, pixels)
  }
  const signs: Sign[] = []
  groundOf(scene, ({ left, top, width, height }, color) => pixels.fill(left, top, width, height, color))
  for (const layer of layers) {
    if (layer.columns === null) continue
    const { columns, isChosen, row, view } = layer
    paintColumns({ ...scene, pixels, row, columns, view, isChosen }, (at) => signs.push({ layer, at }))
  }
  pixels.put(context)
  return signs
}

function drawGround(context: Context, scene: Scene): Sign[] {
  groundOf(scene, ({ left, top, width, height }, color) => {
    context.fillStyle = color
    context.fillRect(left, top, width, height)
  })
  return []
}

/** Stripes, the lines above groups, and, where frames are that wide, the lines between them. */
function groundOf(scene: Scene, fill: (box: Box, color: string) => void): void {
  const { palette, extent, view, rows, heightPx, scrollPx } = scene
  const whole = { left: 0, width: extent.widthPx }
  fill({ ...whole, top: 0, height: heightPx }, palette.surface)
  for (const row of rows) {
    const top = row.top - scrollPx
    if (top >= heightPx || top + row.heightPx <= 0) continue
    fill({ ...whole, top, height: row.heightPx }, groundColor(scene, row))
    if (row.kind === 'group') fill({ ...whole, top, height: 1 }, palette.line)
  }
  if (1 / view.framesPerPx < CELL_PX) return
  for (let frame = Math.floor(view.startFrame); frame <= frameAt(view, extent.widthPx); frame++) {
    fill({ left: Math.round(xOf(view, frame)), top: 0, width: 1, height: heightPx }, palette.line)
  }
}

function groundColor({ rows, palette }: Scene, row: Row): string {
  return rows.indexOf(row) % 2 === 0 ? palette.surface : palette.sunken
}

function drawBoxes(context: Context, scene: Scene, { row, view, boxes, isChosen }: Layer): void {
  const chosen: Box[] = []
  for (const at of boxes) {
    const segment = row.index.segments[at]!
    const ink = scene.inks.get(segment.labelId)
    if (ink === undefined) continue
    const box = boxOf(segment, slotOf(row, at), view)
    // In a closed group segments lie over each other, and so would their names.
    drawSegment(context, scene.palette, ink, segment, box, row.kind === 'track')
    if (isChosen(at)) chosen.push(ink.label.kind === 'point' ? pointBox(box) : box)
  }
  // Last, so that no neighbour lies over the frame of one that is selected; grips only where it is clear what they move.
  for (const box of chosen) drawSelection(context, box, scene.palette, scene.selectedIds.size === 1)
}

function drawSign(context: Context, { inks, palette }: Scene, { row, view, isChosen }: Layer, at: number): void {
  const segment = row.index.segments[at]!
  const ink = inks.get(segment.labelId)
  if (ink === undefined) return
  const box = { ...boxOf(segment, slotOf(row, at), view), width: THIN_PX }
  drawSegment(context, palette, ink, segment, box)
  if (isChosen(at)) drawSelection(context, pointBox(box), palette, false)
}

/** Whether a segment is selected, or would be if the marquee were let go now. */
function chosenIn({ selectedIds, marquee }: Scene, row: Row): (at: number) => boolean {
  const { index } = row
  const flags = flagsOf(selectedIds, index)
  if (marquee === null) return (at) => flags[at] === 1
  const { fromFrame, toFrame, top, bottom } = marquee
  const crosses = row.top < bottom && row.top + row.heightPx > top
  const whole = row.top >= top && row.top + row.heightPx <= bottom
  return (at) =>
    flags[at] === 1 ||
    (crosses &&
      index.last[at]! + 1 > fromFrame &&
      index.first[at]! < toFrame &&
      (whole || touches(marquee, slotOf(row, at))))
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
