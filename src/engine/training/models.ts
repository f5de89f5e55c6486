/** The models of a library: list, look up, take in. */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ModelFile } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { hashFile } from '../../media/hash.ts'
import { partialName, sync, syncFolder } from '../../media/temp-file.ts'
import type { EngineContext } from '../context.ts'
import { modelTable } from '../library/models.ts'
import type { ModelRow } from '../library/models.ts'
import { checkWeights, modelFileNames, readModelFile } from './model-folder.ts'

export interface LibraryModel {
  readonly model: ModelFile
  /** Absolute path of its folder. */
  readonly folder: string
}

/** All models, newest first. One whose folder is gone or spoilt is left out, with a line in the log. */
export async function listModels(context: EngineContext): Promise<ModelFile[]> {
  const models: ModelFile[] = []
  for (const row of modelTable(context.db).list()) {
    try {
      models.push(await readModelFile(folderOf(context, row)))
    } catch (caught) {
      context.log.warn(`The model “${row.name}” (${row.id}) can't be read and is left out of the list.`, caught)
    }
  }
  return models
}

/** @throws Problem NOT_FOUND, FILE_NOT_FOUND, MODEL_UNUSABLE */
export async function requireModel(context: EngineContext, id: string): Promise<LibraryModel> {
  const row = modelTable(context.db).find(id)
  if (row === undefined) {
    throw new Problem('NOT_FOUND', 'This library has no such model. Add it, or train one.', {
      details: { modelId: id },
    })
  }
  const folder = folderOf(context, row)
  return { model: await readModelFile(folder), folder }
}

/**
 * Takes a copy of a model folder into the library; the original is not touched.
 * @throws Problem FILE_NOT_FOUND, MODEL_UNUSABLE, CONFLICT where the library has it already
 */
export async function addModel(context: EngineContext, from: string): Promise<ModelFile> {
  const source = path.resolve(from)
  const model = await readModelFile(source)
  const { weights, facts } = modelFileNames(model)
  for (const name of weights) await checkWeights(source, name)
  const known = modelTable(context.db).find(model.id)
  if (known !== undefined) {
    throw new Problem('CONFLICT', `This library already has the model “${known.name}”.`, {
      details: { modelId: model.id },
    })
  }
  const target = path.join(context.paths.models, model.id)
  const partial = partialName(target)
  try {
    for (const name of [...weights, ...facts]) {
      await mkdir(path.join(partial, path.dirname(name)), { recursive: true })
      await copyFile(path.join(source, name), path.join(partial, name))
      await sync(path.join(partial, name))
    }
    await syncFolder(partial)
    // A folder without a row is what a crash left behind.
    await rm(target, { recursive: true, force: true })
    await rename(partial, target)
    await syncFolder(context.paths.models)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  await registerModel(context, model)
  return model
}

/**
 * Enters a model whose folder lies in place under models/. `also` runs in the same transaction.
 * @throws Problem FILE_NOT_FOUND, and what the database throws
 */
export async function registerModel(context: EngineContext, model: ModelFile, also?: () => void): Promise<void> {
  const folder = path.join(context.paths.models, model.id)
  const row: ModelRow = {
    id: model.id,
    name: model.name,
    folder: path.relative(context.paths.root, folder).split(path.sep).join('/'),
    sha256: await hashOfAll(modelFileNames(model).weights.map((name) => path.join(folder, name))),
    created_at: model.createdAt,
  }
  context.db
    .transaction(() => {
      modelTable(context.db).insert(row)
      also?.()
    })
    .immediate()
  context.events.emit({ type: 'changed', what: 'models', recordingId: null })
}

/** SHA-256 of a file; of several, that of their hashes one after the other. */
async function hashOfAll(files: readonly string[]): Promise<string> {
  const hashes = await Promise.all(files.map((file) => hashFile(file)))
  return hashes.length === 1 ? hashes[0]! : createHash('sha256').update(hashes.join('')).digest('hex')
}

function folderOf(context: EngineContext, row: ModelRow): string {
  return path.join(context.paths.root, row.folder)
}
