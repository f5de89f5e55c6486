/** The trajectories of a long recording, followed in stretches side by side. */
import type { Footage } from '../../contract/learning.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { packedViews, type PackedTrajectories } from '../../motion/index.ts'
import { ahead } from '../clips/ahead.ts'
import type { TrajectoryThreads } from './trajectory-threads.ts'

/** Frames of a stretch: the same however many cores there are, so that the numbers are the same too. */
const stretchFrames = 600

export interface FollowedStretch {
  /** Frames in which the trajectories below end. */
  readonly ends: FrameRange
  /** Their frames are counted from the recording's first. */
  readonly packed: readonly PackedTrajectories[]
}

/**
 * Stretches in order of time. Each is followed from a little before it, so that at its first frame trajectories end as they do
 * anywhere else.
 * @param trajectoryFrames that a trajectory passes through
 * @throws Problem as reading the frames does
 */
export function followRecording(
  { footage, range, trajectoryFrames }: { footage: Footage; range: FrameRange; trajectoryFrames: number },
  threads: TrajectoryThreads,
  onFrames: (done: number) => void,
): AsyncGenerator<FollowedStretch, void, void> {
  const stretches: FrameRange[] = []
  for (let first = range.first; first <= range.last; first += stretchFrames) {
    stretches.push({ first, last: Math.min(first + stretchFrames - 1, range.last) })
  }
  const seen = stretches.map(() => 0)
  const before = 2 * trajectoryFrames
  const length = trajectoryFrames - 1
  return ahead(
    stretches.map((ends, index) => async () => {
      const first = Math.max(range.first, ends.first - before)
      const packed: PackedTrajectories[] = []
      await threads.follow(
        { kind: 'recording', footage, range: { first, last: ends.last } },
        {
          onPacked: (bytes) => packed.push(countedFrom(first, packedViews(bytes, length))),
          onFrames(done) {
            seen[index] = Math.max(0, done - (ends.first - first))
            onFrames(seen.reduce((sum, frames) => sum + frames, 0))
          },
        },
      )
      return { ends, packed }
    }),
    threads.threads + 1,
  )
}

function countedFrom(first: number, packed: PackedTrajectories): PackedTrajectories {
  for (let i = 0; i < packed.count; i++) packed.lastFrames[i]! += first
  return packed
}
