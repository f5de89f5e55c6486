/** Where the movement was that spoke for a label, as a map of every frame of a window. */
import type { Footage, MotionModel } from '../../contract/learning.ts'
import { highest } from '../../domain/metrics.ts'
import type { FrameRange } from '../../domain/frames.ts'
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
import type { TrajectoryThreads } from './trajectory-threads.ts'
import { scoresOfStatistics } from './score-movements.ts'

export interface MapGrid {
  readonly gridWidth: number
  readonly gridHeight: number
  readonly part: FramePart
}

export interface MovementMaps {
  /** By label. */
  readonly scores: readonly number[]
  /** Index of the label that is explained. */
  readonly label: number
  /** Of each frame of the window, [gridHeight, gridWidth]; the highest value of all of them is 1, or all are 0. */
  readonly maps: readonly Float32Array[]
}

/**
 * A trajectory that spoke for the label heats up the places that it passed through, in its frames, by as much as it spoke for
 * it. What spoke against it is left out, as in Grad-CAM.
 * @param label null: the one with the highest score
 */
export async function movementMaps(
  { facts, recogniser }: { facts: MotionModel; recogniser: Recogniser },
  { footage, window, label, grid }: { footage: Footage; window: FrameRange; label: number | null; grid: MapGrid },
  threads: TrajectoryThreads,
): Promise<MovementMaps> {
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
  const scores = scoresOfStatistics(recogniser, statistics)
  const explained = label ?? highest(scores)
  const reader = openContributions(recogniser, statistics, explained)
  const heat = Array.from({ length: window.last - window.first + 1 }, () => openHeatMap({ ...grid, width, height }))
  for (const packed of all) spread(packed, reader.read(packed), heat, trajectoryFrames(following))
  return { scores, label: explained, maps: scaled(heat.map((map) => map.values())) }
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

function scaled(maps: readonly Float32Array[]): Float32Array[] {
  const most = Math.max(...maps.map((map) => Math.max(...map)))
  return maps.map((map) => (most > 0 ? map.map((value) => value / most) : map))
}
