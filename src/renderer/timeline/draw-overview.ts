/** The whole recording in small, with the visible part framed. */
import { runsOf, sorted } from './density.ts'
import type { Context } from './draw-marks.ts'
import { fitted, type Extent, type View } from './geometry.ts'
import type { Inks } from './ink.ts'
import type { Palette } from './palette.ts'
import type { Row } from './rows.ts'

export const OVERVIEW_PX = 22
const PAD_PX = 3

export interface OverviewScene {
  readonly extent: Extent
  readonly rows: readonly Row[]
  readonly inks: Inks
  readonly palette: Palette
}

/** The segments: drawn again when they change, and not when the view does. */
export function drawOverview(context: Context, { extent, rows, inks, palette }: OverviewScene): void {
  context.clearRect(0, 0, extent.widthPx, OVERVIEW_PX)
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, extent.widthPx, OVERVIEW_PX)
  const filled = rows.filter(({ index }) => index.segments.length > 0)
  const view = fitted(extent)
  const rowPx = Math.min(6, (OVERVIEW_PX - 2 * PAD_PX) / Math.max(1, filled.length))
  filled.forEach(({ index, ...row }, number) => {
    const top = PAD_PX + number * rowPx
    context.globalAlpha = row.kind === 'track' && row.track.holds === 'proposals' ? 0.6 : 1
    const mark = (at: number, left: number, width: number) => {
      const segment = index.segments[at]!
      context.fillStyle = inks.get(segment.labelId)?.mark ?? palette.lineStrong
      context.fillRect(left, top, width, Math.max(1, rowPx - 0.5))
    }
    const isShown = (at: number) => index.segments[at]!.state !== 'rejected'
    const { boxes, columns } = sorted(index, view, { widthPx: extent.widthPx, reachPx: 0 }, isShown, null)
    for (const at of boxes) {
      const { first, last } = index.segments[at]!
      mark(at, first / view.framesPerPx, (last + 1 - first) / view.framesPerPx)
    }
    if (columns === null) return
    const looks = (at: number) => index.segments[at]!.labelId
    const runs = runsOf(columns, view.framesPerPx, looks, (at, left) => mark(at, left, 1))
    for (const { at, leftPx, widthPx } of runs) mark(at, leftPx, widthPx)
  })
  context.globalAlpha = 1
}

/** The frame around what is visible, with its two grips, and the playhead. */
export function drawWindow(
  context: Context,
  { extent, view, playhead, palette }: { extent: Extent; view: View; playhead: number; palette: Palette },
): void {
  const { framesPerPx } = fitted(extent)
  context.clearRect(0, 0, extent.widthPx, OVERVIEW_PX)
  context.fillStyle = palette.accent
  context.fillRect((playhead + 0.5) / framesPerPx - 0.75, 0, 1.5, OVERVIEW_PX)
  const left = view.startFrame / framesPerPx
  const width = Math.max(4, (extent.widthPx * view.framesPerPx) / framesPerPx)
  context.globalAlpha = 0.55
  context.fillStyle = palette.surface
  context.fillRect(0, 0, left, OVERVIEW_PX)
  context.fillRect(left + width, 0, extent.widthPx - left - width, OVERVIEW_PX)
  context.globalAlpha = 1
  context.strokeStyle = palette.text
  context.lineWidth = 1
  context.strokeRect(left + 0.5, 0.5, width - 1, OVERVIEW_PX - 1)
  context.fillStyle = palette.text
  for (const x of [left, left + width - 3]) context.fillRect(x, OVERVIEW_PX / 2 - 5, 3, 10)
}
