import type { WindowScores } from '../contract/learning.ts'
import { predictFusion } from './fusion/predict-fusion.ts'
import { readFacts } from './models/folder.ts'
import { predictMotion } from './motion/predict-motion.ts'
import { predictRecording } from './predict-recording.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'

/** Scores of a window that slides over a recording, by a model of any method. @throws Problem as the method does */
export async function predictModel(
  request: RequestOf<'predict'>,
  surroundings: Surroundings,
): Promise<{ labels: string[]; windows: WindowScores[] }> {
  const facts = await readFacts(request.modelDir)
  switch (facts.method) {
    case 'network':
      return predictRecording(request, surroundings)
    case 'motion':
      return predictMotion(request, surroundings)
    case 'fusion':
      return predictFusion(request, facts, surroundings)
  }
}
