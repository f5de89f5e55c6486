import type { ClipSet, ModelFile, NetworkModel, RunRecord } from '../../contract/learning.ts'
import type { NetworkTrainRequest } from '../surroundings.ts'

/** What model.json says of a model that was trained just now. */
export function modelFacts(
  { modelId, modelName, clipSet, config }: NetworkTrainRequest,
  { machine, software }: RunRecord,
  learned: Pick<NetworkModel, 'startedFrom' | 'curves' | 'epoch' | 'heldOut' | 'trainSecs'>,
): NetworkModel {
  return {
    format: 'touchline-model',
    version: 1,
    method: 'network',
    id: modelId,
    name: modelName,
    createdAt: new Date().toISOString(),
    network: { ...config.network, classes: clipSet.labels.length },
    preprocessing: config.preprocessing,
    classes: clipSet.labels,
    ...(clipSet.background !== undefined && { background: clipSet.background }),
    training: config,
    ...learned,
    dataset: datasetFacts(clipSet),
    software,
    machine,
  }
}

/** What model.json says of the clips that it was made from. */
export function datasetFacts({ clips, hash, protocol }: ClipSet): ModelFile['dataset'] {
  const heldOutClips = clips.filter(({ split }) => split === 'held-out')
  return {
    hash,
    clips: clips.length,
    groups: new Set(clips.map(({ group }) => group)).size,
    protocol,
    heldOutGroups: [...new Set(heldOutClips.map(({ group }) => group))].sort(),
  }
}
