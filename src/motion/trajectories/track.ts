import { histogramValues } from '../descriptors.ts'

/** A point that is being followed. */
export interface Track {
  /** Steps that it has made. */
  steps: number
  /** x, y in pixels of its level, frame by frame, [length + 1, 2]. */
  readonly points: Float32Array
  /** Its steps without the camera's movement, in pixels of the frame, [length, 2]. */
  readonly ownSteps: Float32Array
  /** Histograms so far, laid out as descriptors.ts says. */
  readonly histograms: Float32Array
}

/** Tracks to be used again once they are done, since thousands begin and end with every frame. */
export interface TrackPool {
  begin(x: number, y: number): Track
  giveBack(track: Track): void
}

export function openTrackPool(length: number): TrackPool {
  const free: Track[] = []
  return {
    begin(x, y) {
      const track = free.pop() ?? {
        steps: 0,
        points: new Float32Array(2 * (length + 1)),
        ownSteps: new Float32Array(2 * length),
        histograms: new Float32Array(histogramValues),
      }
      track.steps = 0
      track.histograms.fill(0)
      track.points[0] = x
      track.points[1] = y
      return track
    },
    giveBack: (track) => void free.push(track),
  }
}
