/** The sound of a recording as the timeline draws it: who makes the peaks is not known here. */
import type { Context } from './draw-marks.ts'
import type { View } from './geometry.ts'
import type { Palette } from './palette.ts'

export interface Waveform {
  /**
   * The lowest and highest sample of every column of pixels, −1 to 1, in pairs: 2 × widthPx values. Null while they are not
   * there yet; what is read from Svelte's state is drawn again when it changes.
   */
  peaks(startFrame: number, framesPerPx: number, widthPx: number): Float32Array | null
}

export const WAVEFORM_PX = 32

export function drawWaveform(
  context: Context,
  { waveform, view, widthPx, palette }: { waveform: Waveform; view: View; widthPx: number; palette: Palette },
): void {
  context.clearRect(0, 0, widthPx, WAVEFORM_PX)
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, widthPx, WAVEFORM_PX)
  const columns = Math.floor(widthPx)
  const peaks = waveform.peaks(view.startFrame, view.framesPerPx, columns)
  if (peaks === null) return
  context.fillStyle = palette.quiet
  const half = WAVEFORM_PX / 2
  for (let x = 0; x < columns; x++) {
    const [low, high] = [peaks[2 * x] ?? 0, peaks[2 * x + 1] ?? 0]
    context.fillRect(x, half - high * (half - 1), 1, Math.max(1, (high - low) * (half - 1)))
  }
}
