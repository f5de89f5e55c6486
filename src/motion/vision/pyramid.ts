/** A frame at the scales at which trajectories are followed. */
import type { ExtractionSettings } from '../extraction.ts'

export interface Level {
  readonly width: number
  readonly height: number
  /** Pixels of the frame to one of this level. */
  readonly scale: number
}

/** The levels that leave room for a patch, the frame itself first, each smaller than the last by √2. */
export function levelsOf({ width, height, scales, patch }: ExtractionSettings): Level[] {
  const levels: Level[] = []
  for (let level = 0; level < scales; level++) {
    const scale = Math.SQRT2 ** level
    const size = { width: Math.round(width / scale), height: Math.round(height / scale) }
    if (Math.min(size.width, size.height) < patch) break
    levels.push({ ...size, scale })
  }
  return levels
}
