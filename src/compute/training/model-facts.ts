import type { ClipSet, ModelFile, NetworkModel, RunRecord } from '../../contract/learning.ts'
import type { NetworkTrainRequest, RequestOf } from '../surroundings.ts'

/** What model.json says of a network that was trained just now. */
export function modelFacts(
  request: NetworkTrainRequest,
  record: RunRecord,
  learned: Pick<NetworkModel, 'startedFrom' | 'curves' | 'epoch' | 'heldOut' | 'trainSecs'>,
): NetworkModel {
  const { config, clipSet } = request
  return {
    ...commonFacts(request, record),
    method: 'network',
    network: { ...config.network, classes: clipSet.labels.length },
    preprocessing: config.preprocessing,
    training: config,
    ...learned,
  }
}

type CommonFact =
  'format' | 'version' | 'id' | 'name' | 'createdAt' | 'classes' | 'background' | 'dataset' | 'software' | 'machine'

/** What model.json says of a model by any method that was made just now. */
export function commonFacts(
  { modelId, modelName, clipSet }: Pick<RequestOf<'train'>, 'modelId' | 'modelName' | 'clipSet'>,
  { machine, software }: RunRecord,
): Pick<ModelFile, CommonFact> {
  return {
    format: 'touchline-model',
    version: 1,
    id: modelId,
    name: modelName,
    createdAt: new Date().toISOString(),
    classes: clipSet.labels,
    ...(clipSet.background !== undefined && { background: clipSet.background }),
    dataset: datasetFacts(clipSet),
    software,
    machine,
  }
}

/** What model.json says of the clips that it was made from. */
function datasetFacts({ clips, hash, protocol }: ClipSet): ModelFile['dataset'] {
  const heldOutClips = clips.filter(({ split }) => split === 'held-out')
  return {
    hash,
    clips: clips.length,
    groups: new Set(clips.map(({ group }) => group)).size,
    protocol,
    heldOutGroups: [...new Set(heldOutClips.map(({ group }) => group))].sort(),
  }
}
