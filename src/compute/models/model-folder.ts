/** A model on disk: a folder with `weights.safetensors` and `model.json`, there whole or not at all. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { modelFile, type NetworkModel } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { partialName, sync, syncFolder } from '../../media/temp-file.ts'
import {
  createNetwork,
  exportWeights,
  loadWeights,
  parseNetworkConfig,
  readSafetensors,
  writeSafetensors,
  type Network,
} from '../../network/index.ts'

const weightsName = 'weights.safetensors'
const factsName = 'model.json'

export interface LoadedModel {
  readonly facts: NetworkModel
  /** Belongs to the caller, who disposes it. */
  readonly network: Network
}

/**
 * Writes a model beside `modelDir` under another name, makes it durable, and only then gives it its name.
 * @throws Problem CONFLICT where modelDir is there already, DISK_FULL, FILE_NOT_READABLE
 */
export async function writeModel(
  modelDir: string,
  facts: NetworkModel,
  { network, steps }: { network: Network; steps: number },
): Promise<void> {
  const metadata = { format: 'pt', touchline: facts.id }
  const weights = writeSafetensors({ tensors: exportWeights(network, steps), metadata })
  const partial = partialName(modelDir)
  try {
    await mkdir(path.dirname(modelDir), { recursive: true })
    await mkdir(partial)
    for (const [name, content] of [
      [weightsName, weights],
      [factsName, `${JSON.stringify(modelFile.parse(facts), null, 2)}\n`],
    ] as const) {
      await writeFile(path.join(partial, name), content)
      await sync(path.join(partial, name))
    }
    await syncFolder(partial)
    await rename(partial, modelDir)
    await syncFolder(path.dirname(modelDir))
  } catch (caught) {
    await rm(partial, { recursive: true, force: true })
    throw unwritable(modelDir, caught)
  }
}

/** @throws Problem MODEL_UNUSABLE naming the file and what is wrong with it */
export async function readModel(modelDir: string): Promise<LoadedModel> {
  const facts = await readFacts(path.join(modelDir, factsName))
  const weightsFile = path.join(modelDir, weightsName)
  const network = createNetwork(parseNetworkConfig(facts.network), 0)
  try {
    loadWeights(network, readSafetensors(await contentOf(weightsFile), weightsFile).tensors)
  } catch (caught) {
    network.dispose()
    throw caught
  }
  return { facts, network }
}

async function readFacts(file: string): Promise<NetworkModel> {
  const text = (await contentOf(file)).toString('utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw unusable(file, 'it is not JSON', cause)
  }
  const facts = modelFile.safeParse(json)
  if (!facts.success) {
    const { path: place, message } = facts.error.issues[0]!
    throw unusable(file, `${place.join('.') || 'its content'}: ${message}`, facts.error)
  }
  if (facts.data.method !== 'network') throw unusable(file, 'it is of no network')
  const { network, preprocessing, classes } = facts.data
  if (
    classes.length !== network.classes ||
    preprocessing.size !== network.size ||
    preprocessing.frames !== network.frames
  ) {
    throw unusable(file, 'its network, preprocessing and classes do not fit each other')
  }
  return facts.data
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw unusable(file, missing ? 'there is no such file' : 'it could not be read', cause)
  }
}

function unusable(file: string, reason: string, cause?: unknown): Problem {
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
