/** What trajectories are made with: Wang & Schmid 2013, section 5, where nothing else is said. */

/** To be counted up when the same frames would give other trajectories than before: kept ones are then made anew. */
export const extractionVersion = 1

export interface ExtractionSettings {
  /** Frames are stretched to this size in pixels, so that a clip's shape says nothing of its label. */
  readonly width: number
  readonly height: number
  /** Most scales, each smaller than the last by √2; there are as many as leave room for a patch. */
  readonly scales: number
  /** Distance in pixels between points that are begun. */
  readonly stride: number
  /** Steps of a trajectory, from one frame to the next. */
  readonly length: number
  /** Side of the square around a point that is described, in pixels. */
  readonly patch: number
  /** A point is begun where the smaller eigenvalue of the structure is at least this share of the frame's highest. */
  readonly quality: number
  /** Whether the camera's movement is taken away. */
  readonly cameraRemoved: boolean
}

/** Frames that a trajectory passes through, both ends included. */
export function trajectoryFrames({ length }: Pick<ExtractionSettings, 'length'>): number {
  return length + 1
}
