/** Drawing of the sound's peaks as a row of the timeline, in CSS pixels. */
import type { Peak } from '../player/waveform.svelte.ts'
import type { Context } from './draw-marks.ts'
import { xOf, type Extent, type View } from './geometry.ts'
import type { Palette } from './palette.ts'

export const WAVEFORM_PX = 28

export interface WaveformScene {
  readonly view: View
  readonly extent: Extent
  readonly playhead: number
  readonly palette: Palette
  /** One for every pixel; null where it is not read yet. */
  readonly columns: readonly (Peak | null)[]
}

export function drawWaveform(context: Context, scene: WaveformScene): void {
  const { extent, palette, view, playhead, columns } = scene
  const middle = WAVEFORM_PX / 2
  context.clearRect(0, 0, extent.widthPx, WAVEFORM_PX)
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, extent.widthPx, WAVEFORM_PX)
  context.fillStyle = palette.quiet
  columns.forEach((peak, x) => {
    if (peak === null) return
    const top = middle - height(peak.greatest)
    context.fillRect(x, top, 1, Math.max(1, middle + height(-peak.least) - top))
  })
  context.fillStyle = palette.accent
  context.fillRect(xOf(view, playhead) + 0.5 / view.framesPerPx - 0.75, 0, 1.5, WAVEFORM_PX)
}

/** By the square root, so that speech and strokes of a ball, far below full scale, are seen too. */
function height(sample: number): number {
  return Math.sqrt(Math.max(0, sample)) * (WAVEFORM_PX / 2 - 1)
}
