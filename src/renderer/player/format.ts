/** Frames, lengths and rates as the player and the timeline write them. */
import { countText } from '../ui/words.ts'

/** 'frame 312 / 4,501': the index as segments use it (from 0) and the number of frames. */
export function frameText(frameIndex: number, frames: number): string {
  return `frame ${countText(frameIndex)} / ${countText(frames)}`
}

/** 69 frames, 2.3 s → '69 frames, 2.300 s'. */
export function stretchText(frames: number, secs: number): string {
  return `${countText(frames)} ${frames === 1 ? 'frame' : 'frames'}, ${secs.toFixed(3)} s`
}

/** 0.25 → '0.25×', -2 → '−2×'. */
export function rateText(rate: number): string {
  return `${rate < 0 ? '−' : ''}${Math.abs(rate)}×`
}
