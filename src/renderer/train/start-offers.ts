/** What a network may start from: weights of the library, and its own models, as far as they are built alike. */
import type { StoredWeights } from '../../contract/index.ts'
import type { ModelFile, NetworkTraining } from '../../contract/learning.ts'

export interface StartOffer {
  /** What the engine is told: the id. */
  readonly value: string
  readonly text: string
  readonly fits: boolean
}

type Network = NetworkTraining['network']
type Recurrent = Extract<Network, { family: 'recurrent' }>

/** Published classifiers are of the standard width; a network's own attention must be the same, or it must have none. */
export function weightsOffer(
  { id, name, description, kind, backbone, attention }: StoredWeights,
  network: Network,
): StartOffer {
  const fits =
    network.family === 'rlnet'
      ? backbone === network.backbone &&
        (kind === 'network' || network.width === 64) &&
        (attention === 'none' || attention === network.attention)
      : network.family === 'recurrent' &&
        backbone === network.cnn &&
        (kind === 'network' || network.width === 64) &&
        attention === 'none'
  return offer(id, `${name}: ${description}`, fits)
}

/** Null for a model that is no network. */
export function modelOffer(model: ModelFile, network: Network): StartOffer | null {
  if (model.method !== 'network') return null
  const { id, name, network: theirs } = model
  return offer(id, name, isAlike(theirs, network))
}

function isAlike(theirs: Network, network: Network): boolean {
  if (theirs.family === 'recurrent' && network.family === 'recurrent') {
    // A recurrent network on a ResNet can't be told from its file.
    const told = theirs.cnn === 'alexnet' || theirs.cnn === 'inception-v3'
    return told && theirs.cnn === network.cnn && theirs.width === network.width && reads(theirs, network)
  }
  if (theirs.family !== 'rlnet' || network.family !== 'rlnet') return false
  const sameAttention =
    theirs.attention === 'none' ||
    (theirs.attention === network.attention &&
      theirs.placement === network.placement &&
      theirs.reduction === network.reduction)
  return theirs.backbone === network.backbone && theirs.width === network.width && sameAttention
}

/** Scores can be read only where the other network has them. */
function reads(theirs: Pick<Recurrent, 'reads'>, network: Pick<Recurrent, 'reads'>): boolean {
  return theirs.reads === 'scores' || network.reads === 'features'
}

function offer(value: string, text: string, fits: boolean): StartOffer {
  return { value, text: fits ? text : `${text} – built otherwise than this preset`, fits }
}
