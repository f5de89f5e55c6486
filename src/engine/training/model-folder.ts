/** A model on disk: a folder with model.json and weights, or with the folders of two models that are put together. */
import { open, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { modelFile } from '../../contract/learning.ts'
import type { ModelFile } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'

export const modelFileName = 'model.json'
export const weightsFileName = 'weights.safetensors'

const limits = { modelBytes: 64 << 20, headerBytes: 64 << 20 } as const

/** Beside the models' folders lies that of starting weights. */
const weightsFolder = 'weights'

/** Ids become folder names, so they may not lead anywhere. */
const safeId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/**
 * What model.json says.
 * @throws Problem FILE_NOT_FOUND where there is no model, MODEL_UNUSABLE where it is not one that this version reads
 */
export async function readModelFile(folder: string): Promise<ModelFile> {
  const file = path.join(folder, modelFileName)
  const size = await sizeOf(file)
  if (size > limits.modelBytes) throw unusable(folder, `${modelFileName} is too large (${size} bytes)`)
  let said: unknown
  try {
    said = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw unusable(folder, `${modelFileName} is not JSON`, cause)
  }
  const version = z.object({ format: z.string(), version: z.number() }).safeParse(said)
  if (version.success && version.data.format === 'touchline-model' && version.data.version > 1) {
    throw unusable(folder, `it was written by a newer Touchline (model version ${version.data.version})`)
  }
  const parsed = modelFile.safeParse(said)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw unusable(folder, `${modelFileName}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`, parsed.error)
  }
  if (!safeId.test(parsed.data.id) || parsed.data.id === weightsFolder)
    throw unusable(folder, 'its id is not one that Touchline gives')
  const model = parsed.data
  if (model.method === 'network' && model.classes.length !== model.network.classes) {
    throw unusable(folder, `it names ${model.classes.length} labels, but its network has ${model.network.classes}`)
  }
  return model
}

/** Files of a model, by their paths in its folder, the weights first. */
export function modelFileNames({ method }: Pick<ModelFile, 'method'>): { weights: string[]; facts: string[] } {
  const folders = method === 'fusion' ? ['motion', 'network'] : ['']
  return {
    weights: folders.map((folder) => path.join(folder, weightsFileName)),
    facts: [...new Set(['', ...folders])].map((folder) => path.join(folder, modelFileName)),
  }
}

const headerEntry = z.object({ data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]) })

/**
 * Checks that the weights are a whole safetensors file: 8 bytes of header length (little-endian), the header as JSON,
 * then exactly the bytes that its entries name. Whether they fit the network shows when they are loaded.
 * @throws Problem FILE_NOT_FOUND, MODEL_UNUSABLE
 */
export async function checkWeights(folder: string, name: string = weightsFileName): Promise<void> {
  const file = path.join(folder, name)
  const size = await sizeOf(file)
  const handle = await open(file, 'r')
  try {
    const start = Buffer.alloc(8)
    const { bytesRead } = await handle.read(start, 0, 8, 0)
    const headerBytes = bytesRead === 8 ? Number(start.readBigUInt64LE(0)) : 0
    if (headerBytes < 2 || headerBytes > limits.headerBytes || headerBytes + 8 > size) {
      throw unusable(folder, `${name} is cut off or no safetensors file`)
    }
    const header = Buffer.alloc(headerBytes)
    await handle.read(header, 0, headerBytes, 8)
    const end = dataEnd(header.toString('utf8'))
    if (end === null) throw unusable(folder, `${name} is no safetensors file`)
    if (end + 8 + headerBytes !== size) throw unusable(folder, `${name} is cut off`)
  } finally {
    await handle.close()
  }
}

/** Where the last tensor of a safetensors header ends; null where it is no such header. */
function dataEnd(header: string): number | null {
  try {
    const entries = Object.entries(z.record(z.string(), z.unknown()).parse(JSON.parse(header)))
    const tensors = entries.filter(([name]) => name !== '__metadata__').map(([, entry]) => headerEntry.parse(entry))
    return tensors.length === 0 ? null : Math.max(...tensors.map((tensor) => tensor.data_offsets[1]))
  } catch {
    return null
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (cause) {
    const folder = path.dirname(file)
    throw new Problem(
      'FILE_NOT_FOUND',
      `${folder} holds no model: ${path.basename(file)} is not there. Name the folder that a training made.`,
      { cause },
    )
  }
}

function unusable(folder: string, reason: string, cause?: unknown): Problem {
  return new Problem('MODEL_UNUSABLE', `The model in ${folder} can't be used: ${reason}.`, { cause })
}
