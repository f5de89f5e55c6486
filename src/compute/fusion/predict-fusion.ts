import type { FusionModel, WindowScores } from '../../contract/learning.ts'
import { predictMotion } from '../motion/predict-motion.ts'
import { predictRecording } from '../predict-recording.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { fused, partFolders } from './parts.ts'

/**
 * Windows of the movements' length. The network sees fewer frames at once: its scores for a window are the mean over its own
 * windows in there, or the nearest one's where none lies in there whole.
 */
export async function predictFusion(
  request: RequestOf<'predict'>,
  { training }: FusionModel,
  surroundings: Surroundings,
): Promise<{ labels: string[]; windows: WindowScores[] }> {
  const folders = partFolders(request.modelDir)
  const movement = await predictMotion({ ...request, modelDir: folders.motion }, surroundings)
  const network = await predictRecording({ ...request, modelDir: folders.network }, surroundings)
  return {
    labels: movement.labels,
    windows: movement.windows.map(({ scores, ...window }) => ({
      ...window,
      scores: fused(scores, meanWithin(network.windows, window), training.networkShare),
    })),
  }
}

function meanWithin(windows: readonly WindowScores[], { first, last }: Omit<WindowScores, 'scores'>): number[] {
  const within = windows.filter((one) => one.first >= first && one.last <= last)
  const middle = (one: Omit<WindowScores, 'scores'>): number => (one.first + one.last) / 2
  const distance = (one: WindowScores): number => Math.abs(middle(one) - (first + last) / 2)
  const used =
    within.length > 0 ? within : [windows.reduce((best, one) => (distance(one) < distance(best) ? one : best))]
  return used[0]!.scores.map((_, label) => used.reduce((sum, { scores }) => sum + scores[label]!, 0) / used.length)
}
