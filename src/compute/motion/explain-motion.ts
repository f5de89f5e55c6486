import type { Explanation } from '../../contract/learning.ts'
import { highest } from '../../domain/metrics.ts'
import { explainedLabel, explainedWindow, explanationFrame } from '../explained-clip.ts'
import { readMotionModel } from '../models/motion-folder.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { seeMovements } from './movement-maps.ts'
import { openTrajectoryThreads } from './trajectory-threads.ts'

/** Cells of a map over the whole frame: at the usual size of frames each is 16 pixels, half a patch. */
const grid = { gridWidth: 20, gridHeight: 15, part: { size: 1, resize: 1 } }

/**
 * Where the movement was that spoke for a label, in every frame of the window that starts at `first`, or of the last one where
 * fewer frames follow.
 * @throws Problem MODEL_UNUSABLE; INVALID_INPUT for a label that the model does not know or a frame that is not there
 */
export async function explainMotion(
  { modelDir, footage, first, label, threads }: RequestOf<'explain'>,
  { loaderEntry }: Surroundings,
): Promise<Explanation> {
  const { facts, recogniser } = await readMotionModel(modelDir)
  const { classes, id: modelId } = facts
  const window = explainedWindow(footage, first, facts.windowFrames)
  const asked = explainedLabel(classes, label)
  const workers = openTrajectoryThreads({ settings: facts.training.following, threads, entry: loaderEntry })
  try {
    const seen = await seeMovements({ facts, recogniser }, { footage, window }, workers)
    const named = asked ?? highest(seen.scores)
    return {
      modelId,
      label: classes[named]!,
      labels: classes,
      scores: [...seen.scores],
      gridWidth: grid.gridWidth,
      gridHeight: grid.gridHeight,
      frames: seen.maps(named, grid).map((map, place) => explanationFrame(window.first + place, map)),
    }
  } finally {
    await workers.close()
  }
}
