import type { Explanation } from '../contract/learning.ts'
import { explainClip } from './explain-clip.ts'
import { explainFusion } from './fusion/explain-fusion.ts'
import { readFacts } from './models/folder.ts'
import { explainMotion } from './motion/explain-motion.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'

/** What in a clip spoke for a label, by a model of any method. @throws Problem as the method does */
export async function explainModel(request: RequestOf<'explain'>, surroundings: Surroundings): Promise<Explanation> {
  const facts = await readFacts(request.modelDir)
  switch (facts.method) {
    case 'network':
      return explainClip(request)
    case 'motion':
      return explainMotion(request, surroundings)
    case 'fusion':
      return explainFusion(request, facts, surroundings)
  }
}
