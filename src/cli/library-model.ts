/** A model named in the terminal: by its id in the library, or by its folder, which is then taken into the library. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ModelFile } from '../contract/learning.ts'
import type { Engine } from '../engine/engine.ts'
import { readModelFile } from '../engine/training/model-folder.ts'

/** @throws the engine's NOT_FOUND or MODEL_UNUSABLE */
export async function libraryModel(engine: Engine, named: string): Promise<ModelFile> {
  if (!existsSync(join(resolve(named), 'model.json'))) return engine.client.models.get({ id: named })
  const { id } = await readModelFile(resolve(named))
  const known = (await engine.client.models.list({})).find((model) => model.id === id)
  return known ?? engine.client.models.add({ path: resolve(named) })
}
