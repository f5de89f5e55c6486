/** A network on disk: its facts and its weights under PyTorch's names. */
import path from 'node:path'
import type { ModelFile, NetworkModel } from '../../contract/learning.ts'
import {
  createNetwork,
  exportWeights,
  loadWeights,
  parseNetworkConfig,
  readSafetensors,
  writeSafetensors,
  type Network,
} from '../../network/index.ts'
import { contentOf, factsFile, readFacts, unusable, weightsName, writeModelFolder } from './folder.ts'

export interface LoadedModel {
  readonly facts: NetworkModel
  /** Belongs to the caller, who disposes it. */
  readonly network: Network
}

/** Writes a network as `writeModelFolder` does, with the same errors. */
export async function writeModel(
  modelDir: string,
  facts: NetworkModel,
  { network, steps }: { network: Network; steps: number },
): Promise<void> {
  const metadata = { format: 'pt', touchline: facts.id }
  const content = writeSafetensors({ tensors: exportWeights(network, steps), metadata })
  await writeModelFolder(modelDir, facts, [{ name: weightsName, content }])
}

/** @throws Problem MODEL_UNUSABLE naming the file and what is wrong with it */
export async function readModel(modelDir: string): Promise<LoadedModel> {
  const facts = checkedNetwork(await readFacts(modelDir), modelDir)
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

function checkedNetwork(facts: ModelFile, modelDir: string): NetworkModel {
  if (facts.method !== 'network') throw unusable(factsFile(modelDir), 'it is of no network')
  const { network, preprocessing, classes } = facts
  if (
    classes.length !== network.classes ||
    preprocessing.size !== network.size ||
    preprocessing.frames !== network.frames
  ) {
    throw unusable(factsFile(modelDir), 'its network, preprocessing and classes do not fit each other')
  }
  return facts
}
