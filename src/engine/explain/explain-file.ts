/** Grad-CAM of a file that is in no library, with a model folder. No lock, no database. */
import path from 'node:path'
import { explainedPart } from '../../contract/model-window.ts'
import { Problem } from '../../domain/problem.ts'
import { indexFootage } from '../../media/probe.ts'
import type { ComputeMeans } from '../compute/means.ts'
import { footageFrom } from '../datasets/recording-footage.ts'
import { checkWeights, readModelFile } from '../training/model-folder.ts'
import { checkLabel } from './explain.ts'
import type { ExplainedClip } from './pictures.ts'

export interface FileExplanationWish {
  /** Folder of the model. */
  readonly model: string
  /** Footage. */
  readonly file: string
  /** First frame of the clip. */
  readonly first: number
  /** Null: the label with the highest score. */
  readonly label: string | null
}

/**
 * Explains one clip of a file; writeExplanationPictures makes pictures of the answer.
 * @throws Problem of the model, of the footage, of the compute process; INVALID_INPUT for an unknown label
 */
export async function explainFile(wish: FileExplanationWish, means: ComputeMeans): Promise<ExplainedClip> {
  const modelDir = path.resolve(wish.model)
  const model = await readModelFile(modelDir)
  await checkWeights(modelDir)
  checkLabel({ model }, wish.label)
  const file = path.resolve(wish.file)
  const index = await indexFootage(file, means.signal === undefined ? {} : { signal: means.signal })
  const footage = footageFrom(file, index)
  const { first, label } = wish
  const result = await means.compute.run({ kind: 'explain', modelDir, footage, first, label }, means)
  if (result.kind !== 'explain') throw new Problem('INTERNAL', `Explanation answered with ${result.kind}.`)
  return {
    explanation: result.explanation,
    footage,
    part: explainedPart(model),
    displayWidth: index.displayWidth,
    displayHeight: index.displayHeight,
  }
}
