import type { Explanation, FusionModel } from '../../contract/learning.ts'
import { highest } from '../../domain/metrics.ts'
import { centreViews } from '../clips/clip-frames.ts'
import { explainClip } from '../explain-clip.ts'
import { explainedLabel, explainedWindow, explanationFrame } from '../explained-clip.ts'
import { readMotionModel } from '../models/motion-folder.ts'
import { seeMovements } from '../motion/movement-maps.ts'
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
  const askNetwork = (of: number | null): Promise<Explanation> =>
    explainClip({
      ...request,
      ...{ modelDir: folders.network, first: networkFirst, label: of === null ? null : classes[of]! },
    })
  const motion = await readMotionModel(folders.motion)
  const workers = openTrajectoryThreads({ settings: motion.facts.training.following, threads, entry: loaderEntry })
  try {
    let byNetwork = await askNetwork(asked)
    const { gridWidth, gridHeight } = byNetwork
    const seenMovements = await seeMovements(motion, { footage, window }, workers)
    const scores = fused(seenMovements.scores, byNetwork.scores, training.networkShare)
    // The label that both together give the highest score need be neither's own.
    const named = asked ?? highest(scores)
    if (byNetwork.label !== classes[named]) byNetwork = await askNetwork(named)
    const maps = seenMovements.maps(named, { gridWidth, gridHeight, part: preprocessing })
    return {
      modelId,
      label: classes[named]!,
      labels: classes,
      scores,
      ...{ gridWidth, gridHeight },
      frames: byNetwork.frames.map(({ frameIndex, weight, grid: cells }) => {
        const map = maps[frameIndex - window.first]
        const ofNetwork = cells.map((cell) => (weight * cell) / 255)
        const together = Float32Array.from(fused(map ? [...map] : cells.map(() => 0), ofNetwork, training.networkShare))
        return explanationFrame(frameIndex, together)
      }),
    }
  } finally {
    await workers.close()
  }
}
