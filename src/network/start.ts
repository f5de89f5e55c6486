/** Starting weights: a network begins with what another has learned. */
import { backbonePrefix } from './architecture/stages.ts'
import type { NetworkConfig, RlnetConfig } from './config.ts'
import type { Network } from './network.ts'
import {
  describeWeights,
  recogniseWeights,
  type RecognisedResnet,
  type RecognisedWeights,
  type Tensors,
} from './recognise.ts'
import { recurrentStart } from './start-recurrent.ts'
import { refuser, type Refuse } from './tensor-file.ts'
import { loadWeights, type LoadReport } from './weights.ts'

export interface StartReport extends LoadReport {
  readonly recognised: RecognisedWeights
  /** What was taken and what starts anew, in words. */
  readonly text: string
}

/**
 * Puts a file's weights into a network that is about to be trained: the backbone always, its attention where the file has
 * the same, the temporal head and the classifier where they fit; the rest keeps its starting values, and the report says so.
 * Nothing is changed unless the file is whole and of the network's architecture: throws Problem MODEL_UNUSABLE that says
 * which name, shape or part does not fit.
 */
export function loadStart(network: Network, tensors: Tensors, fileName: string): StartReport {
  const { config } = network
  const recognised = recogniseWeights(tensors, fileName)
  const refuse = refuser(fileName)
  switch (config.family) {
    case 'rlnet':
      return startRlnet(network, config, checkedResnet(config, recognised, refuse))
    case 'recurrent': {
      const { fileNames, text } = recurrentStart(config, recognised, refuse)
      const report = loadWeights(network, recognised.tensors, {
        fileName: (name) => fileNames.get(name) ?? `starts anew: ${name}`,
        mayLack: (name) => !fileNames.has(name),
        // All of it was looked at when it was recognised.
        mayIgnore: () => true,
      })
      return { ...report, recognised, text }
    }
    case 'c3d':
    case 'r3d':
      throw onlyOverFrames(refuse)
  }
}

function startRlnet(network: Network, config: RlnetConfig, recognised: RecognisedResnet): StartReport {
  const taken = partsTaken(recognised, config)
  const wanted = (name: string): boolean => taken[partOf(name)]
  const prefix = recognised.kind === 'network' ? '' : backbonePrefix
  const report = loadWeights(network, recognised.tensors, {
    fileName: (name) => (wanted(name) ? name.slice(prefix.length) : `starts anew: ${name}`),
    mayLack: (name) => !wanted(name),
    mayIgnore: (name) => /^(fc|lstm)\./.test(name),
  })
  return { ...report, recognised, text: inWords(recognised, config, taken) }
}

/** What loadStart refuses, before there is a network. Throws Problem MODEL_UNUSABLE. */
export function checkStart(config: NetworkConfig, tensors: Tensors, fileName: string): RecognisedWeights {
  const recognised = recogniseWeights(tensors, fileName)
  const refuse = refuser(fileName)
  switch (config.family) {
    case 'rlnet':
      return checkedResnet(config, recognised, refuse)
    case 'recurrent':
      recurrentStart(config, recognised, refuse)
      return recognised
    case 'c3d':
    case 'r3d':
      throw onlyOverFrames(refuse)
  }
}

function onlyOverFrames(refuse: Refuse): Error {
  return refuse('only networks that look at single frames can start from weights')
}

function checkedResnet(config: RlnetConfig, recognised: RecognisedWeights, refuse: Refuse): RecognisedResnet {
  if (!('plan' in recognised)) {
    throw refuse(
      `it holds ${describeWeights(recognised)}, and the network that is to be trained has ${config.backbone}`,
    )
  }
  checkSame(recognised, config, refuse)
  return recognised
}

type Part = 'backbone' | 'attention' | 'lstm' | 'classifier'

function partOf(name: string): Part {
  if (name.startsWith(backbonePrefix)) return name.includes('.attention.') ? 'attention' : 'backbone'
  return name.startsWith('lstm.') ? 'lstm' : 'classifier'
}

function partsTaken({ kind, plan, head }: RecognisedResnet, config: RlnetConfig): Record<Part, boolean> {
  const sameHead =
    kind === 'network' && head?.name === config.head && (head.hidden === null || head.hidden === config.hidden)
  return {
    backbone: true,
    attention: plan.attention !== 'none',
    lstm: sameHead && config.head === 'lstm',
    classifier: sameHead && head.classes === config.classes,
  }
}

/** Features mean nothing without the very network that they were learned in. */
function checkSame(file: RecognisedResnet, config: RlnetConfig, refuse: Refuse): void {
  const { plan } = file
  const same = file.backbone === config.backbone && plan.width === config.width
  const sameAttention =
    plan.attention === 'none' ||
    (plan.attention === config.attention && plan.placement === config.placement && plan.reduction === config.reduction)
  if (same && sameAttention) return
  const settings = ({ attention, placement, reduction }: Pick<RlnetConfig, 'attention' | 'placement' | 'reduction'>) =>
    attention === 'none' ? 'no attention' : `${attention} (placement ${placement}, reduction ${reduction})`
  const [theirs, ours] = same
    ? [settings(plan), settings(config)]
    : [`${file.backbone} of width ${plan.width}`, `${config.backbone} of width ${config.width}`]
  throw refuse(
    `it holds ${describeWeights(file)}, and does not fit the network that is to be trained: ${theirs} in the file, ${ours} ` +
      'in the network. Take a preset that is built as the file is',
  )
}

function inWords(
  { kind, plan, head, tensors }: RecognisedResnet,
  config: RlnetConfig,
  taken: Record<Part, boolean>,
): string {
  const convolutions = [...tensors].filter(
    ([name, { shape }]) => shape.length === 4 && !name.includes('.attention.'),
  ).length
  const loaded = [
    `backbone of ${convolutions} convolutions`,
    ...(taken.attention ? [`its ${plan.attention} attention`] : []),
    ...(taken.lstm ? [`LSTM of ${config.hidden}`] : []),
    ...(taken.classifier ? [`classifier of ${config.classes} labels`] : []),
  ]
  const anew = [
    ...(config.attention !== 'none' && !taken.attention ? [`${config.attention} attention`] : []),
    ...(config.head === 'lstm' && !taken.lstm ? ['LSTM'] : []),
    ...(taken.classifier ? [] : [`classifier (${whyAnew(kind, head, config)})`]),
  ]
  return `${joined(loaded)} loaded; ${anew.length === 0 ? 'nothing starts anew' : `${joined(anew)} start${anew.length === 1 ? 's' : ''} anew`}`
}

function whyAnew(kind: RecognisedResnet['kind'], head: RecognisedResnet['head'], { classes }: RlnetConfig): string {
  if (head === null) return 'the file has none'
  const theirs = `${head.classes} ${kind === 'network' ? 'labels' : 'classes'} in the file`
  return `${theirs}, ${classes} labels here`
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
