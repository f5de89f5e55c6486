/** Where the movement was that spoke for a label, as a map of every frame of a window. */
import type { Footage, MotionModel } from '../../contract/learning.ts'
import { rangeLength, type FrameRange } from '../../domain/frames.ts'
import {
  addTrajectories,
  emptyStatistics,
  openContributions,
  openHeatMap,
  packedViews,
  pointsOf,
  trajectoryFrames,
  type FramePart,
  type HeatMap,
  type PackedTrajectories,
  type Recogniser,
} from '../../motion/index.ts'
import { scaledOverClip } from '../explained-clip.ts'
import { scoresOfStatistics } from './score-movements.ts'
import type { TrajectoryThreads } from './trajectory-threads.ts'

export interface MapGrid {
  readonly gridWidth: number
  readonly gridHeight: number
  readonly part: FramePart
}

/** What was seen in a window, which can be asked about one label and another. */
export interface SeenMovements {
  /** By label. */
  readonly scores: readonly number[]
  /**
   * A trajectory that spoke for the label heats up the places that it passed through, in its frames, by as much as it spoke
   * for it. What spoke against it is left out, as in Grad-CAM.
   * @returns of each frame of the window, [gridHeight, gridWidth]; the highest value of all of them is 1, or all are 0
   */
  maps(label: number, grid: MapGrid): Float32Array[]
}

/** Follows the movements of a window, once for all that is asked about them. @throws Problem as reading the frames does */
export async function seeMovements(
  { facts, recogniser }: { facts: MotionModel; recogniser: Recogniser },
  { footage, window }: { footage: Footage; window: FrameRange },
  threads: TrajectoryThreads,
): Promise<SeenMovements> {
  const { following } = facts.training
  const { length, width, height } = following
  const statistics = emptyStatistics(recogniser.encoder)
  const all: PackedTrajectories[] = []
  await threads.follow(
    { kind: 'recording', footage, range: window },
    {
      onPacked(bytes) {
        const packed = packedViews(bytes, length)
        addTrajectories(statistics, recogniser.encoder, packed, { mirrored: false })
        all.push(packed)
      },
    },
  )
  return {
    scores: scoresOfStatistics(recogniser, statistics),
    maps(label, grid) {
      const reader = openContributions(recogniser, statistics, label)
      const heat = Array.from({ length: rangeLength(window) }, () => openHeatMap({ ...grid, width, height }))
      for (const packed of all) spread(packed, reader.read(packed), heat, trajectoryFrames(following))
      return scaledOverClip(heat.map((map) => map.values()))
    },
  }
}

function spread(
  packed: PackedTrajectories,
  contributions: Float32Array,
  heat: readonly HeatMap[],
  frames: number,
): void {
  contributions.forEach((amount, index) => {
    if (!(amount > 0)) return
    const points = pointsOf(packed, index)
    const first = packed.lastFrames[index]! - frames + 1
    for (let step = 0; step < frames; step++) {
      heat[first + step]!.add(points[2 * step]!, points[2 * step + 1]!, amount)
    }
  })
}
