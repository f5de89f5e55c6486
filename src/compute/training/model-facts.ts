import type { ModelFile, RunRecord } from '../../contract/learning.ts'
import type { RequestOf } from '../surroundings.ts'

/** What model.json says of a model that was trained just now. */
export function modelFacts(
  { modelId, modelName, clipSet, config }: RequestOf<'train'>,
  { machine, software }: RunRecord,
  learned: Pick<ModelFile, 'startedFrom' | 'curves' | 'epoch' | 'heldOut' | 'trainSecs'>,
): ModelFile {
  const heldOutClips = clipSet.clips.filter(({ split }) => split === 'held-out')
  return {
    format: 'touchline-model',
    version: 1,
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
