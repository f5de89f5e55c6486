import type { Explanation, FusionModel } from '../../contract/learning.ts'
import { centreViews } from '../clips/clip-frames.ts'
import { explainClip } from '../explain-clip.ts'
import { explainedLabel, explainedWindow, explanationFrame } from '../explained-clip.ts'
import { readMotionModel } from '../models/motion-folder.ts'
import { movementMaps } from '../motion/movement-maps.ts'
import { openTrajectoryThreads } from '../motion/trajectory-threads.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { fused, partFolders } from './parts.ts'

/**
 * Both models' maps on one grid, the network's counting as its scores do. The network sees the middle of the window, and what
 * is shown are its frames.
 * @throws Problem MODEL_UNUSABLE; INVALID_INPUT for a label that the model does not know or a frame that is not there
 */
export async function explainFusion(
  request: RequestOf<'explain'>,
  { id: modelId, classes, training, windowFrames }: FusionModel,
  { loaderEntry }: Surroundings,
): Promise<Explanation> {
  const { footage, first, label, threads } = request
  const { preprocessing } = training.network
  const folders = partFolders(request.modelDir)
  const asked = explainedLabel(classes, label)
  const window = explainedWindow(footage, first, windowFrames)
  const [seen] = centreViews(window.last - window.first + 1, preprocessing)
  const networkFirst = window.first + seen![0]!
  const byNetwork = await explainClip({ ...request, modelDir: folders.network, first: networkFirst, label })
  const motion = await readMotionModel(folders.motion)
  const workers = openTrajectoryThreads({ settings: motion.facts.training.following, threads, entry: loaderEntry })
  const { gridWidth, gridHeight } = byNetwork
  const grid = { gridWidth, gridHeight, part: preprocessing }
  try {
    // Of the label that both together give the highest score, which either may not.
    const named = asked ?? classes.indexOf(byNetwork.label)
    const byMovement = await movementMaps(motion, { footage, window, label: named, grid }, workers)
    return {
      modelId,
      label: classes[named]!,
      labels: classes,
      scores: fused(byMovement.scores, byNetwork.scores, training.networkShare),
      ...{ gridWidth, gridHeight },
      frames: byNetwork.frames.map(({ frameIndex, weight, grid: cells }) => {
        const map = byMovement.maps[frameIndex - window.first]
        const together = Float32Array.from(cells, (cell, place) => {
          const spoken = [[map?.[place] ?? 0], [(weight * cell) / 255]] as const
          return fused(spoken[0], spoken[1], training.networkShare)[0]!
        })
        return explanationFrame(frameIndex, together)
      }),
    }
  } finally {
    await workers.close()
  }
}
