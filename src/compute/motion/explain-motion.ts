import type { Explanation } from '../../contract/learning.ts'
import { explainedLabel, explainedWindow, explanationFrame } from '../explained-clip.ts'
import { readMotionModel } from '../models/motion-folder.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { movementMaps } from './movement-maps.ts'
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
  const asked = { window: explainedWindow(footage, first, facts.windowFrames), label: explainedLabel(classes, label) }
  const workers = openTrajectoryThreads({ settings: facts.training.following, threads, entry: loaderEntry })
  try {
    const explained = await movementMaps({ facts, recogniser }, { footage, ...asked, grid }, workers)
    return {
      modelId,
      label: classes[explained.label]!,
      labels: classes,
      scores: [...explained.scores],
      gridWidth: grid.gridWidth,
      gridHeight: grid.gridHeight,
      frames: explained.maps.map((map, place) => explanationFrame(asked.window.first + place, map)),
    }
  } finally {
    await workers.close()
  }
}
