import { Problem } from '../domain/problem.ts'

export const backboneNames = ['resnet10', 'resnet18', 'resnet34', 'resnet50'] as const
export const attentionNames = ['none', 'cbam', 'c-cbam'] as const
export const placementNames = ['residual', 'input'] as const
export const headNames = ['lstm', 'mean'] as const

export type BackboneName = (typeof backboneNames)[number]
export type AttentionName = (typeof attentionNames)[number]
/** `residual`: after the last batch norm, before the sum. `input`: on what the residual branch of a block reads. */
export type AttentionPlacement = (typeof placementNames)[number]
export type HeadName = (typeof headNames)[number]

/** Everything that decides the shapes of a network; what `model.json` keeps as its architecture. */
export interface NetworkConfig {
  readonly backbone: BackboneName
  /** Channels of the stem and of the first stage; 64 is torchvision's. */
  readonly width: number
  readonly attention: AttentionName
  readonly placement: AttentionPlacement
  /** Channels per hidden unit of the attention's MLP. */
  readonly reduction: number
  readonly head: HeadName
  /** Units of the LSTM; the mean head does not use it. */
  readonly hidden: number
  /** Share of head features dropped in training, [0, 1). */
  readonly dropout: number
  readonly classes: number
  /** Frames of a clip. */
  readonly frames: number
  /** Height and width of a frame in pixels. */
  readonly size: number
}

/** The paper's values, for whatever a configuration leaves out. */
export const networkDefaults = {
  width: 64,
  attention: 'none',
  placement: 'residual',
  reduction: 16,
  head: 'lstm',
  hidden: 512,
  dropout: 0.5,
  frames: 16,
  size: 224,
} as const satisfies Partial<NetworkConfig>

const wholeNumberLimits = {
  width: [4, 256],
  reduction: [1, 256],
  hidden: [1, 4096],
  classes: [1, 10_000],
  frames: [1, 256],
  size: [32, 1024],
} as const

const choices = {
  backbone: backboneNames,
  attention: attentionNames,
  placement: placementNames,
  head: headNames,
} as const

/**
 * A configuration from JSON. `backbone` and `classes` must be there, the rest falls back to `networkDefaults`.
 * Throws Problem MODEL_UNUSABLE that names every field that can't be used.
 */
export function parseNetworkConfig(value: unknown): NetworkConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unusable(['it is not an object'])
  }
  const given: Record<string, unknown> = { ...networkDefaults, ...value }
  const complaints = [
    ...unknownFields(given),
    ...Object.entries(choices).flatMap(([field, allowed]) => choiceComplaint(field, given[field], allowed)),
    ...Object.entries(wholeNumberLimits).flatMap(([field, limits]) => numberComplaint(field, given[field], limits)),
    ...dropoutComplaint(given['dropout']),
  ]
  if (complaints.length > 0) throw unusable(complaints)
  const config = given as unknown as NetworkConfig
  if (config.attention !== 'none' && config.width < config.reduction) {
    throw unusable([`reduction ${config.reduction} leaves nothing of ${config.width} channels`])
  }
  return config
}

function unknownFields(given: Record<string, unknown>): string[] {
  const known = new Set([...Object.keys(choices), ...Object.keys(wholeNumberLimits), 'dropout'])
  return Object.keys(given)
    .filter((field) => !known.has(field))
    .map((field) => `${field} is not known to this version`)
}

function choiceComplaint(field: string, value: unknown, allowed: readonly string[]): string[] {
  if (typeof value === 'string' && allowed.includes(value)) return []
  return [`${field} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`]
}

function numberComplaint(field: string, value: unknown, [least, most]: readonly [number, number]): string[] {
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
