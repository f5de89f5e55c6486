/** Weights files of others on disk: read whole, looked through, put into a network. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { InspectedWeights, ModelFile, StartingWeights } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import {
  describeWeights,
  loadStart,
  readWeightsFile,
  recogniseWeights,
  type Network,
  type WeightsFile,
} from '../../network/index.ts'
import type { Surroundings } from '../surroundings.ts'

/** What Node reads into one buffer; a ResNet has a twentieth of it. */
const largestFileBytes = 2 ** 31 - 1

/** @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, MODEL_UNUSABLE naming the file and what is wrong with it */
export async function inspectWeights(file: string, name: string): Promise<InspectedWeights> {
  const { weights } = await readWhole(file, name)
  const recognised = recogniseWeights(weights.tensors, name)
  const { kind, backbone, plan, head } = recognised
  let parameters = 0
  for (const { values } of weights.tensors.values()) if (values instanceof Float32Array) parameters += values.length
  return {
    format: weights.format,
    kind,
    backbone,
    attention: plan.attention,
    classes: head?.classes ?? null,
    description: describeWeights(recognised),
    parameters,
  }
}

/**
 * Starts a network from a file, and says what was taken. Returns what the model's record says it started from.
 * @throws Problem as inspectWeights; MODEL_UNUSABLE where the file does not fit the network or is not the one meant
 */
export async function startNetwork(
  network: Network,
  startFrom: StartingWeights | null,
  { emit }: Pick<Surroundings, 'emit'>,
): Promise<ModelFile['startedFrom']> {
  if (startFrom === null) return { kind: 'scratch', source: '', licence: '' }
  const { file, name, source, licence, sha256 } = startFrom
  const read = await readWhole(file, file)
  if (read.sha256 !== sha256) {
    throw new Problem('FILE_CHANGED', `${file} is not the file that “${name}” was when it was chosen. Choose it again.`)
  }
  const { text } = loadStart(network, read.weights.tensors, file)
  emit({ type: 'log', text: `Starting from ${name}: ${text}.` })
  return { kind: 'checkpoint', name, source, licence, sha256 }
}

async function readWhole(file: string, name: string): Promise<{ weights: WeightsFile; sha256: string }> {
  const bytes = await contentOf(file, name)
  return { weights: readWeightsFile(bytes, name), sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function contentOf(file: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > largestFileBytes) {
      throw new Problem('MODEL_UNUSABLE', `${name} has ${size} bytes, more than any ResNet. Choose another file.`)
    }
    return await readFile(file)
  } catch (caught) {
    throw caught instanceof Problem ? caught : accessProblem(file, caught as NodeJS.ErrnoException)
  }
}
