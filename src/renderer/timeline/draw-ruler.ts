/** The ruler: times above, frame numbers below, reviewed ranges as a thin line under them, and the playhead's handle. */
import type { FrameRange } from '../../domain/frames.ts'
import type { Context } from './draw-marks.ts'
import { xOf, type Extent, type View } from './geometry.ts'
import type { Palette } from './palette.ts'
import { CELL_PX, type Tick } from './ticks.ts'

export const RULER_PX = 40
const TICKS_PX = 36
const LINE_PX = 3

export interface RulerScene {
  readonly view: View
  readonly extent: Extent
  readonly palette: Palette
  readonly playhead: number
  readonly times: readonly Tick[]
  readonly frames: readonly Tick[]
  readonly reviewed: readonly FrameRange[]
  /** The range that is being marked as looked through, or of which that is taken back. */
  readonly reviewing: { readonly range: FrameRange; readonly looked: boolean } | null
}

export function drawRuler(context: Context, scene: RulerScene): void {
  const { extent, palette } = scene
  context.clearRect(0, 0, extent.widthPx, RULER_PX)
  context.fillStyle = palette.surface
  context.fillRect(0, 0, extent.widthPx, RULER_PX)
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  drawTicks(context, palette, scene.times, 0, palette.text, 11)
  drawTicks(context, palette, scene.frames, TICKS_PX / 2, palette.quiet, 10)
  context.fillStyle = palette.line
  context.fillRect(0, RULER_PX - 1, extent.widthPx, 1)
  drawReviewed(context, scene)
  drawHandle(context, scene)
}

function drawTicks(
  context: Context,
  palette: Palette,
  ticks: readonly Tick[],
  top: number,
  color: string,
  size: number,
) {
  context.font = `${size}px ${palette.font}`
  for (const { xPx, text } of ticks) {
    context.fillStyle = palette.line
    context.fillRect(Math.round(xPx), top, 1, TICKS_PX / 2)
    context.fillStyle = color
    context.fillText(text, Math.round(xPx) + 4, top + TICKS_PX / 4 + 0.5)
  }
}

function drawReviewed(context: Context, { view, extent, palette, reviewed, reviewing }: RulerScene): void {
  const line = ({ first, last }: FrameRange, top: number, height: number) => {
    const left = Math.max(0, xOf(view, first))
    const right = Math.min(extent.widthPx, xOf(view, last + 1))
    if (right > 0 && left < extent.widthPx) context.fillRect(left, top, Math.max(2, right - left), height)
  }
  context.fillStyle = palette.good
  for (const range of reviewed) line(range, RULER_PX - LINE_PX, LINE_PX)
  if (reviewing === null) return
  const { range, looked } = reviewing
  context.fillStyle = looked ? palette.good : palette.danger
  context.globalAlpha = 0.24
  line(range, 0, RULER_PX)
  context.globalAlpha = 1
  line(range, RULER_PX - LINE_PX, LINE_PX)
  context.font = `600 11px ${palette.font}`
  const words = looked ? 'Reviewed, nothing here' : 'Not reviewed'
  const x = Math.max(0, Math.min(xOf(view, range.first), extent.widthPx - context.measureText(words).width - 16))
  context.fillStyle = palette.surface
  context.fillRect(x, 0, context.measureText(words).width + 12, TICKS_PX / 2)
  context.fillStyle = palette.text
  context.fillText(words, x + 6, TICKS_PX / 4 + 0.5)
}

function drawHandle(context: Context, { view, playhead, palette }: RulerScene): void {
  const framePx = 1 / view.framesPerPx
  const x = xOf(view, playhead) + framePx / 2
  if (framePx >= CELL_PX) {
    // On cells the handle would hide the number that it points at.
    context.globalAlpha = 0.24
    context.fillStyle = palette.accent
    context.fillRect(x - framePx / 2, TICKS_PX / 2, framePx, TICKS_PX / 2)
    context.globalAlpha = 1
  }
  const top = framePx >= CELL_PX ? TICKS_PX - 4 : TICKS_PX - 12
  context.fillStyle = palette.accent
  context.beginPath()
  context.moveTo(x - 6, top)
  context.lineTo(x + 6, top)
  if (framePx < CELL_PX) {
    context.lineTo(x + 6, TICKS_PX - 7)
    context.lineTo(x, TICKS_PX)
    context.lineTo(x - 6, TICKS_PX - 7)
  } else context.lineTo(x, TICKS_PX + 3)
  context.fill()
}
