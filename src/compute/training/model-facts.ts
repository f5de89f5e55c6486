import type { NetworkModel, RunRecord } from '../../contract/learning.ts'
import type { NetworkTrainRequest } from '../surroundings.ts'

/** What model.json says of a model that was trained just now. */
export function modelFacts(
  { modelId, modelName, clipSet, config }: NetworkTrainRequest,
  { machine, software }: RunRecord,
  learned: Pick<NetworkModel, 'startedFrom' | 'curves' | 'epoch' | 'heldOut' | 'trainSecs'>,
): NetworkModel {
  const heldOutClips = clipSet.clips.filter(({ split }) => split === 'held-out')
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
    training: config,
    ...learned,
    dataset: {
      hash: clipSet.hash,
      clips: clipSet.clips.length,
      groups: new Set(clipSet.clips.map(({ group }) => group)).size,
      protocol: clipSet.protocol,
      heldOutGroups: [...new Set(heldOutClips.map(({ group }) => group))].sort(),
    },
    software,
    machine,
  }
}
