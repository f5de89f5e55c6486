import type { ClipSet } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { splitObstacles } from '../../domain/split-judgement.ts'

/** Whoever asks has judged the set before; this is for those who have not. @throws Problem DATASET_UNUSABLE */
export function checkLearnable({ clips, labels }: ClipSet): void {
  const stray = clips.find(({ label }) => !labels.includes(label))
  if (stray) {
    throw new Problem(
      'DATASET_UNUSABLE',
      `The clip ${stray.key} has a label that the set does not name: ${stray.label}.`,
    )
  }
  const obstacles = splitObstacles(clips, labels, 'group')
  if (obstacles.length > 0) throw new Problem('DATASET_UNUSABLE', obstacles.join(' '), { details: { obstacles } })
}
