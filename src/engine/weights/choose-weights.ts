/** What a person names to start a network from, made into what training is handed. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { StartingWeights } from '../../contract/learning.ts'
import { hashFile } from '../../media/hash.ts'
import type { EngineContext } from '../context.ts'
import { resolveAllowed } from '../files/allowed-paths.ts'
import { modelTable } from '../library/models.ts'
import { startingWeightsTable } from '../library/starting-weights.ts'
import { checkWeights, readModelFile, weightsFileName } from '../training/model-folder.ts'
import { requireModel } from '../training/models.ts'
import { fileOf, requireWeights } from './store.ts'

/**
 * Weights of the library by name or id, a model of it by id, else a file or a model's folder by its absolute path.
 * @throws Problem NOT_FOUND naming what the library has, and as weightsAtPath
 */
export async function chooseWeights(context: EngineContext, named: string): Promise<StartingWeights> {
  const stored = startingWeightsTable(context.db).find(named)
  if (modelTable(context.db).find(named)) return weightsOfModel((await requireModel(context, named)).folder)
  if (stored === undefined && path.isAbsolute(named)) return weightsAtPath(await resolveAllowed(context, named))
  const row = stored ?? requireWeights(context, named)
  const { name, source, licence, sha256 } = row
  return { file: fileOf(context, row), name, source, licence, sha256 }
}

/**
 * A weights file, or the folder of a model that was trained here.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY; MODEL_UNUSABLE where the folder is no whole model
 */
export async function weightsAtPath(named: string): Promise<StartingWeights> {
  const file = path.resolve(named)
  const found = await stat(file).catch(() => null)
  if (found?.isDirectory()) return weightsOfModel(file)
  const name = path.basename(file)
  return { file, name, source: `file ${name}`, licence: '', sha256: await hashFile(file) }
}

async function weightsOfModel(folder: string): Promise<StartingWeights> {
  const { id, name, startedFrom } = await readModelFile(folder)
  await checkWeights(folder)
  const file = path.join(folder, weightsFileName)
  const before =
    startedFrom.kind === 'checkpoint' ? `, itself started from ${startedFrom.name ?? startedFrom.source}` : ''
  return {
    file,
    name,
    source: `Touchline model ${id}${before}`,
    licence: startedFrom.licence,
    sha256: await hashFile(file),
  }
}
