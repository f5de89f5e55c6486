/** What lies over the rows and changes with every frame or pointer: playhead, what is being marked, guide, marquee. */
import { fillBox, outline, writeOn, type Context } from './draw-marks.ts'
import { xOf, type Extent, type View } from './geometry.ts'
import { boxOf, wholeSlot } from './hit.ts'
import type { Growing } from './board.ts'
import type { Inks } from './ink.ts'
import type { Marquee } from './marquee.ts'
import type { Palette } from './palette.ts'
import type { Row } from './rows.ts'

export interface OverScene {
  readonly view: View
  readonly extent: Extent
  readonly rows: readonly Row[]
  readonly inks: Inks
  readonly palette: Palette
  readonly growing: readonly Growing[]
  readonly playhead: number
  /** The border between frames that a dragged edge was drawn to. */
  readonly guide: number | null
  readonly marquee: Marquee | null
  readonly scrollPx: number
  readonly heightPx: number
}

export function drawOver(context: Context, scene: OverScene): void {
  context.clearRect(0, 0, scene.extent.widthPx, scene.heightPx)
  context.save()
  context.translate(0, -scene.scrollPx)
  for (const growing of scene.growing) drawGrowing(context, scene, growing)
  context.restore()
  drawPlayhead(context, scene)
  drawGuide(context, scene)
  drawMarquee(context, scene)
}

function drawGrowing(context: Context, { rows, inks, palette, view }: OverScene, growing: Growing): void {
  const ink = inks.get(growing.labelId)
  const row = rows.find((one) =>
    one.kind === 'track' ? one.key === growing.labelId : !one.open && one.name === ink?.label.group,
  )
  if (ink === undefined || row === undefined) return
  const box = boxOf(growing, wholeSlot(row), view)
  context.globalAlpha = 0.6
  fillBox(context, box, ink.fill)
  context.globalAlpha = 1
  outline(context, box, palette.danger, 1.5)
  writeOn(context, palette, box, ink.label, palette.text, '')
}

function drawPlayhead(context: Context, { view, playhead, palette, heightPx }: OverScene): void {
  const left = xOf(view, playhead)
  const width = 1 / view.framesPerPx
  context.fillStyle = palette.accent
  if (width >= 4) {
    context.globalAlpha = 0.16
    context.fillRect(left, 0, width, heightPx)
    context.globalAlpha = 1
  }
  context.fillRect(left + width / 2 - 0.75, 0, 1.5, heightPx)
}

function drawGuide(context: Context, { view, guide, palette, heightPx }: OverScene): void {
  if (guide === null) return
  context.fillStyle = palette.warning
  const x = Math.round(xOf(view, guide))
  for (let y = 0; y < heightPx; y += 6) context.fillRect(x - 0.5, y, 1.5, 4)
}

function drawMarquee(context: Context, { view, marquee, palette, scrollPx }: OverScene): void {
  if (marquee === null) return
  const left = xOf(view, marquee.fromFrame)
  const [width, height] = [xOf(view, marquee.toFrame) - left, marquee.bottom - marquee.top]
  context.globalAlpha = 0.14
  context.fillStyle = palette.accent
  context.fillRect(left, marquee.top - scrollPx, width, height)
  context.globalAlpha = 1
  context.strokeStyle = palette.accent
  context.lineWidth = 1
  context.strokeRect(left + 0.5, marquee.top - scrollPx + 0.5, Math.max(0, width - 1), Math.max(0, height - 1))
}
