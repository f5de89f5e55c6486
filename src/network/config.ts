import { Problem } from '../domain/problem.ts'
import { smallestFrame } from './architecture/cnn.ts'

export const backboneNames = ['resnet10', 'resnet18', 'resnet34', 'resnet50'] as const
export const attentionNames = ['none', 'cbam', 'c-cbam'] as const
export const placementNames = ['residual', 'input'] as const
export const headNames = ['lstm', 'mean'] as const
export const cnnNames = ['alexnet', 'inception-v3', 'resnet18', 'resnet50'] as const
export const cnnOutputs = ['features', 'scores'] as const
export const readoutNames = ['last', 'mean-of-scores', 'attention'] as const
export const r3dDepths = [18, 50] as const

export type BackboneName = (typeof backboneNames)[number]
export type AttentionName = (typeof attentionNames)[number]
/** `residual`: after the last batch norm, before the sum. `input`: on what the residual branch of a block reads. */
export type AttentionPlacement = (typeof placementNames)[number]
export type HeadName = (typeof headNames)[number]
/** A network that looks at single frames, as torchvision builds it. */
export type CnnName = (typeof cnnNames)[number]
/** `features`: what its last layer reads. `scores`: its 1000 scores. */
export type CnnOutput = (typeof cnnOutputs)[number]
/**
 * What a recurrent network answers by: its last state, the mean over time of the scores of every state, or states weighed by
 * additive attention.
 */
export type Readout = (typeof readoutNames)[number]

/** What all networks have. */
interface Common {
  /** Channels of the first layer, which all later ones follow; 64 is the published networks'. */
  readonly width: number
  /** Share of head features dropped in training, [0, 1). */
  readonly dropout: number
  readonly classes: number
  /** Frames of a clip. */
  readonly frames: number
  /** Height and width of a frame in pixels. */
  readonly size: number
}

/** The paper's: a residual network with attention in every block, then an LSTM over the frames. */
export interface RlnetConfig extends Common {
  readonly family: 'rlnet'
  readonly backbone: BackboneName
  readonly attention: AttentionName
  readonly placement: AttentionPlacement
  /** Channels per hidden unit of the attention's MLP. */
  readonly reduction: number
  readonly head: HeadName
  /** Units of the LSTM; the mean head does not use it. */
  readonly hidden: number
}

/** Convolutions over space and time (Tran et al. 2015). */
export interface C3dConfig extends Common {
  readonly family: 'c3d'
  /** Units of fc6 and fc7. */
  readonly hidden: number
}

/** A residual network over space and time: of 18 layers as torchvision's r3d_18, of 50 as Hara et al. 2018. */
export interface R3dConfig extends Common {
  readonly family: 'r3d'
  readonly depth: (typeof r3dDepths)[number]
}

/** A network for single frames, then LSTM layers over what it makes of them. */
export interface RecurrentConfig extends Common {
  readonly family: 'recurrent'
  readonly cnn: CnnName
  readonly reads: CnnOutput
  /** Units of each LSTM layer in each direction. */
  readonly hidden: number
  readonly layers: number
  readonly bidirectional: boolean
  readonly readout: Readout
}

/** Everything that decides the shapes of a network; what `model.json` keeps as its architecture. */
export type NetworkConfig = RlnetConfig | C3dConfig | R3dConfig | RecurrentConfig
export type FamilyName = NetworkConfig['family']

/** The paper's values, for whatever a configuration of RLNet leaves out. */
export const networkDefaults = {
  family: 'rlnet',
  width: 64,
  attention: 'none',
  placement: 'residual',
  reduction: 16,
  head: 'lstm',
  hidden: 512,
  dropout: 0.5,
  frames: 16,
  size: 224,
} as const satisfies Partial<RlnetConfig>

type Limits = readonly [least: number, most: number]

/** What the fields of a family may hold. */
interface Rules {
  readonly choices: Readonly<Record<string, readonly (string | number | boolean)[]>>
  readonly wholeNumbers: Readonly<Record<string, Limits>>
}

const common = { width: [4, 256], classes: [1, 10_000], frames: [1, 256], size: [32, 1024] } as const
const hidden: Limits = [1, 4096]

const rules: Record<FamilyName, Rules> = {
  rlnet: {
    choices: {
      family: ['rlnet'],
      backbone: backboneNames,
      attention: attentionNames,
      placement: placementNames,
      head: headNames,
    },
    wholeNumbers: { ...common, reduction: [1, 256], hidden },
  },
  // Its pools halve time four times.
  c3d: { choices: { family: ['c3d'] }, wholeNumbers: { ...common, frames: [16, 256], hidden } },
  r3d: { choices: { family: ['r3d'], depth: r3dDepths }, wholeNumbers: common },
  recurrent: {
    choices: {
      family: ['recurrent'],
      cnn: cnnNames,
      reads: cnnOutputs,
      readout: readoutNames,
      bidirectional: [true, false],
    },
    wholeNumbers: { ...common, hidden, layers: [1, 8] },
  },
}

/**
 * A configuration from JSON. One without a family is RLNet's, of which only `backbone` and `classes` must be there: the rest
 * falls back to `networkDefaults`. Throws Problem MODEL_UNUSABLE that names every field that can't be used.
 */
export function parseNetworkConfig(value: unknown): NetworkConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unusable(['it is not an object'])
  }
  const family: unknown = 'family' in value ? value.family : 'rlnet'
  if (!isFamily(family)) throw unusable(choiceComplaint('family', family, Object.keys(rules)))
  const given: Record<string, unknown> = family === 'rlnet' ? { ...networkDefaults, ...value } : { ...value }
  const { choices, wholeNumbers } = rules[family]
  const complaints = [
    ...unknownFields(given, rules[family]),
    ...Object.entries(choices).flatMap(([field, allowed]) => choiceComplaint(field, given[field], allowed)),
    ...Object.entries(wholeNumbers).flatMap(([field, limits]) => numberComplaint(field, given[field], limits)),
    ...dropoutComplaint(given['dropout']),
  ]
  if (complaints.length > 0) throw unusable(complaints)
  const config = given as unknown as NetworkConfig
  if (config.family === 'rlnet' && config.attention !== 'none' && config.width < config.reduction) {
    throw unusable([`reduction ${config.reduction} leaves nothing of ${config.width} channels`])
  }
  if (config.family === 'recurrent') {
    const least = smallestFrame(config.cnn)
    if (config.size < least) throw unusable([`size must be at least ${least} for ${config.cnn}, not ${config.size}`])
  }
  return config
}

function isFamily(value: unknown): value is FamilyName {
  return typeof value === 'string' && Object.hasOwn(rules, value)
}

function unknownFields(given: Record<string, unknown>, { choices, wholeNumbers }: Rules): string[] {
  const known = new Set([...Object.keys(choices), ...Object.keys(wholeNumbers), 'dropout'])
  return Object.keys(given)
    .filter((field) => !known.has(field))
    .map((field) => `${field} is not known to this version`)
}

function choiceComplaint(field: string, value: unknown, allowed: readonly (string | number | boolean)[]): string[] {
  if (allowed.some((choice) => choice === value)) return []
  return [`${field} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`]
}

function numberComplaint(field: string, value: unknown, [least, most]: Limits): string[] {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return []
  return [`${field} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`]
}

function dropoutComplaint(value: unknown): string[] {
  if (typeof value === 'number' && value >= 0 && value < 1) return []
  return [`dropout must be at least 0 and less than 1, not ${JSON.stringify(value)}`]
}

function unusable(complaints: readonly string[]): Problem {
  return new Problem(
    'MODEL_UNUSABLE',
    `The network configuration can't be used: ${complaints.join('; ')}. Choose another model or preset.`,
    { details: { complaints } },
  )
}
