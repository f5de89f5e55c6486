import type { WindowScores } from '../../contract/learning.ts'
import { slidingWindows } from '../../domain/windows.ts'
import { addTrajectories, pickTrajectories, trajectoryFrames, type PackedTrajectories } from '../../motion/index.ts'
import { readMotionModel } from '../models/motion-folder.ts'
import { progressReporter } from '../progress.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { followRecording } from './follow-recording.ts'
import { scoresOfStatistics } from './score-movements.ts'
import { openTrajectoryThreads } from './trajectory-threads.ts'
import { openWindowParts, type WindowParts } from './window-statistics.ts'

/**
 * Scores of a window that slides over a recording, in order of time. Every movement is followed and described once.
 * @throws Problem MODEL_UNUSABLE, and what reading the frames throws
 */
export async function predictMotion(
  { modelDir, footage, hopFrames, threads }: RequestOf<'predict'>,
  { emit, loaderEntry }: Surroundings,
): Promise<{ labels: string[]; windows: WindowScores[] }> {
  const { facts, recogniser } = await readMotionModel(modelDir)
  const { following } = facts.training
  const { encoder } = recogniser
  const total = footage.frameTable.pts.length
  const waiting = slidingWindows(total, facts.windowFrames, hopFrames)
  const parts = openWindowParts(waiting, trajectoryFrames(following), encoder)
  const workers = openTrajectoryThreads({ settings: following, threads, entry: loaderEntry })
  const progress = progressReporter(emit).of('Looking for actions')
  const scored: WindowScores[] = []
  try {
    const range = { first: 0, last: total - 1 }
    const followed = { footage, range, trajectoryFrames: trajectoryFrames(following) }
    for await (const { ends, packed } of followRecording(followed, workers, (done) => progress(done, total))) {
      for (const some of packed) {
        for (const [part, picked] of byPart(some, parts, ends.first, following.length)) {
          addTrajectories(parts.statistics(part), encoder, picked, { mirrored: false })
        }
      }
      while (waiting.length > 0 && waiting[0]!.last <= ends.last) {
        const window = waiting.shift()!
        scored.push({ ...window, scores: scoresOfStatistics(recogniser, parts.sum(window)) })
        if (waiting[0]) parts.forget(waiting[0].first)
      }
    }
    progress(total, total)
  } finally {
    await workers.close()
  }
  return { labels: facts.classes, windows: scored }
}

/** Trajectories by the part that they end in, without those that ended before the stretch. */
function byPart(
  packed: PackedTrajectories,
  parts: WindowParts,
  firstEnd: number,
  length: number,
): [number, PackedTrajectories][] {
  const indices = Array.from({ length: packed.count }, (_, index) => index).filter(
    (index) => packed.lastFrames[index]! >= firstEnd,
  )
  return [...Map.groupBy(indices, (index) => parts.partOf(packed.lastFrames[index]!))].flatMap(([part, of]) =>
    part < 0 ? [] : [[part, pickTrajectories(packed, of, length)] as [number, PackedTrajectories]],
  )
}
