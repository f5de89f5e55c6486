/** Weights files of others on disk: read whole, looked through, put into a network. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { InspectedWeights, NetworkModel, StartingWeights, NetworkTraining } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import {
  checkStart,
  describeWeights,
  loadStart,
  readWeightsFile,
  recogniseWeights,
  type Network,
  type NetworkConfig,
  type WeightsFile,
} from '../../network/index.ts'
import type { Surroundings } from '../surroundings.ts'

/** What Node reads into one buffer; AlexNet has a ninth of it. */
const largestFileBytes = 2 ** 31 - 1

/** @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, MODEL_UNUSABLE naming the file and what is wrong with it */
export async function inspectWeights(file: string, name: string): Promise<InspectedWeights> {
  const { weights } = await readWhole(file, name)
  const recognised = recogniseWeights(weights.tensors, name)
  const { kind, backbone } = recognised
  const { attention, classes } =
    'plan' in recognised
      ? { attention: recognised.plan.attention, classes: recognised.head?.classes ?? null }
      : { attention: 'none' as const, classes: recognised.classes }
  let parameters = 0
  for (const { values } of weights.tensors.values()) if (values instanceof Float32Array) parameters += values.length
  return {
    format: weights.format,
    kind,
    backbone,
    attention,
    classes,
    description: describeWeights(recognised),
    parameters,
  }
}

/**
 * Whether a network of this configuration can start from the weights: asked before clips are read, which may take long.
 * @throws Problem as startNetwork
 */
export async function checkStartingWeights(startFrom: StartingWeights | null, config: NetworkConfig): Promise<void> {
  if (startFrom !== null) checkStart(config, (await readMeant(startFrom)).tensors, startFrom.file)
}

/** How fresh attention starts: features that were learned without it are not to be wrecked, unless a person says so. */
export function attentionStartOf(
  { attentionStart }: Pick<NetworkTraining, 'attentionStart'>,
  startFrom: StartingWeights | null,
): NonNullable<NetworkTraining['attentionStart']> {
  return attentionStart ?? (startFrom === null ? 'usual' : 'near-identity')
}

/**
 * Starts a network from a file, and says what was taken. Returns what the model's record says it started from.
 * @throws Problem as inspectWeights; MODEL_UNUSABLE where the file does not fit the network or is not the one meant
 */
export async function startNetwork(
  network: Network,
  startFrom: StartingWeights | null,
  { emit }: Pick<Surroundings, 'emit'>,
): Promise<NetworkModel['startedFrom']> {
  if (startFrom === null) return { kind: 'scratch', source: '', licence: '' }
  const { file, name, source, licence, sha256 } = startFrom
  const { text } = loadStart(network, (await readMeant(startFrom)).tensors, file)
  emit({ type: 'log', text: `Starting from ${name}: ${text}.` })
  return { kind: 'checkpoint', name, source, licence, sha256 }
}

/** The file, if it is still the one that was chosen. */
async function readMeant({ file, name, sha256 }: StartingWeights): Promise<WeightsFile> {
  const read = await readWhole(file, file)
  if (read.sha256 === sha256) return read.weights
  throw new Problem('FILE_CHANGED', `${file} is not the file that “${name}” was when it was chosen. Choose it again.`)
}

async function readWhole(file: string, name: string): Promise<{ weights: WeightsFile; sha256: string }> {
  const bytes = await contentOf(file, name)
  return { weights: readWeightsFile(bytes, name), sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function contentOf(file: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > largestFileBytes) {
      throw new Problem(
        'MODEL_UNUSABLE',
        `${name} has ${size} bytes, more than any network that Touchline starts from. Choose another file.`,
      )
    }
    return await readFile(file)
  } catch (caught) {
    throw caught instanceof Problem ? caught : accessProblem(file, caught as NodeJS.ErrnoException)
  }
}
