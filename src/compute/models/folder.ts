/** A model on disk: a folder with model.json and its weights, there whole or not at all. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { modelFile, type ModelFile } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { partialName, sync, syncFolder } from '../../media/temp-file.ts'

export const weightsName = 'weights.safetensors'
export const factsName = 'model.json'

/** A file of a model's folder, by its path in there. */
export interface ModelPart {
  readonly name: string
  readonly content: Uint8Array
}

/**
 * Writes a model beside `modelDir` under another name, makes it durable, and only then gives it its name.
 * @param folders in which there is a model too, each in a folder of the model's
 * @throws Problem CONFLICT where modelDir is there already, DISK_FULL, FILE_NOT_READABLE
 */
export async function writeModelFolder(
  modelDir: string,
  facts: ModelFile,
  parts: readonly ModelPart[],
  folders: readonly string[] = [],
): Promise<void> {
  const said = new TextEncoder().encode(`${JSON.stringify(modelFile.parse(facts), null, 2)}\n`)
  const partial = partialName(modelDir)
  try {
    await mkdir(path.dirname(modelDir), { recursive: true })
    await mkdir(partial)
    for (const folder of folders) await mkdir(path.join(partial, folder))
    for (const { name, content } of [...parts, { name: factsName, content: said }]) {
      await writeFile(path.join(partial, name), content)
      await sync(path.join(partial, name))
    }
    for (const folder of folders) await syncFolder(path.join(partial, folder))
    await syncFolder(partial)
    await rename(partial, modelDir)
    await syncFolder(path.dirname(modelDir))
  } catch (caught) {
    await rm(partial, { recursive: true, force: true })
    throw unwritable(modelDir, caught)
  }
}

/** What model.json says, whatever the method. @throws Problem MODEL_UNUSABLE naming the file and what is wrong with it */
export async function readFacts(modelDir: string): Promise<ModelFile> {
  const file = factsFile(modelDir)
  const text = (await contentOf(file)).toString('utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw unusable(file, 'it is not JSON', cause)
  }
  const facts = modelFile.safeParse(json)
  if (facts.success) return facts.data
  const { path: place, message } = facts.error.issues[0]!
  throw unusable(file, `${place.join('.') || 'its content'}: ${message}`, facts.error)
}

export function factsFile(modelDir: string): string {
  return path.join(modelDir, factsName)
}

/** A file of a model. @throws Problem MODEL_UNUSABLE */
export async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw unusable(file, missing ? 'there is no such file' : 'it could not be read', cause)
  }
}

export function unusable(file: string, reason: string, cause?: unknown): Problem {
  return new Problem(
    'MODEL_UNUSABLE',
    `${file} can't be used: ${reason}. Choose the folder of a model that was trained here, whole and unchanged.`,
    { details: { file }, cause },
  )
}

function unwritable(modelDir: string, cause: unknown): Problem {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem('DISK_FULL', `The model could not be written to ${modelDir}: the disk is full.`, { cause })
    case 'EEXIST':
    case 'ENOTEMPTY':
    case 'ENOTDIR':
      return new Problem('CONFLICT', `There is something at ${modelDir} already. Choose a new folder for the model.`, {
        cause,
      })
    default:
      return new Problem(
        'PATH_NOT_ALLOWED',
        `The model could not be written to ${modelDir} (${cause instanceof Error ? cause.message : String(cause)}). Choose another folder.`,
        { cause },
      )
  }
}
