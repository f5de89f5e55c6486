/** A model of movement on disk. */
import path from 'node:path'
import type { MotionModel } from '../../contract/learning.ts'
import { recogniserFrom, tensorsOf, type Recogniser } from '../../motion/index.ts'
import { readSafetensors, writeSafetensors } from '../../network/index.ts'
import { contentOf, factsFile, readFacts, unusable, weightsName, writeModelFolder } from './folder.ts'

/** Writes a model of movement as `writeModelFolder` does, with the same errors. */
export async function writeMotionModel(modelDir: string, facts: MotionModel, recogniser: Recogniser): Promise<void> {
  const content = writeSafetensors({ tensors: tensorsOf(recogniser), metadata: { touchline: facts.id } })
  await writeModelFolder(modelDir, facts, [{ name: weightsName, content }])
}

/** @throws Problem MODEL_UNUSABLE naming the file and what is wrong with it */
export async function readMotionModel(modelDir: string): Promise<{ facts: MotionModel; recogniser: Recogniser }> {
  const facts = await readFacts(modelDir)
  if (facts.method !== 'motion') throw unusable(factsFile(modelDir), 'it is of no model of movement')
  const file = path.join(modelDir, weightsName)
  const { tensors } = readSafetensors(await contentOf(file), file)
  const { training, chosen, classes } = facts
  const shape = { length: training.following.length, components: chosen.components, classes: classes.length }
  return { facts, recogniser: recogniserFrom(tensors, shape, file) }
}
