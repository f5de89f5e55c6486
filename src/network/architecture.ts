import type { AttentionName, AttentionPlacement, BackboneName, NetworkConfig } from './config.ts'

/**
 * What an element of the store is: it decides how PyTorch's layout becomes TensorFlow's, how it starts, and whether it
 * is trained (`mean` and `variance` are running statistics).
 */
export type ParameterKind =
  'convolution' | 'linear' | 'lstmWeight' | 'lstmBias' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance'

export interface ParameterSpec {
  /** PyTorch's state-dict name. */
  readonly name: string
  readonly kind: ParameterKind
  /** In PyTorch's layout: OIHW for convolutions, [out, in] for linear layers, [4·hidden, in] for the LSTM. */
  readonly torchShape: readonly number[]
  /** Of a linear layer's bias: how many inputs the layer has, which decides how far from zero it starts. */
  readonly fanIn?: number
}

/** A residual network as torchvision builds it (v1.5: the stride sits in the 3×3), with attention in every block. */
export interface ResNetPlan {
  readonly block: 'basic' | 'bottleneck'
  /** Blocks of each of the four stages. */
  readonly depths: readonly [number, number, number, number]
  readonly width: number
  readonly attention: AttentionName
  readonly placement: AttentionPlacement
  readonly reduction: number
}

/** The parts of a backbone in the order that a frame goes through them: what freezing counts in. */
export const stages = ['stem', 'layer1', 'layer2', 'layer3', 'layer4'] as const
export type Stage = (typeof stages)[number]

export interface BlockPlan {
  readonly stage: Stage
  /** For example `layer3.0`, without the backbone's prefix. */
  readonly name: string
  readonly inputChannels: number
  readonly innerChannels: number
  readonly outputChannels: number
  readonly stride: 1 | 2
}

const shapes: Record<BackboneName, Pick<ResNetPlan, 'block' | 'depths'>> = {
  resnet10: { block: 'basic', depths: [1, 1, 1, 1] },
  resnet18: { block: 'basic', depths: [2, 2, 2, 2] },
  resnet34: { block: 'basic', depths: [3, 4, 6, 3] },
  resnet50: { block: 'bottleneck', depths: [3, 4, 6, 3] },
}

export function backbonePlan(config: NetworkConfig): ResNetPlan {
  const { width, attention, placement, reduction } = config
  return { ...shapes[config.backbone], width, attention, placement, reduction }
}

/** Channels of the last stage: what the head reads per frame. */
export function featureChannels(plan: ResNetPlan): number {
  return plan.width * 8 * expansion(plan)
}

export function blockPlans(plan: ResNetPlan): BlockPlan[] {
  let inputChannels = plan.width
  return plan.depths.flatMap((depth, place) =>
    Array.from({ length: depth }, (_, index): BlockPlan => {
      const stage = stages[place + 1] as Stage
      const innerChannels = plan.width * 2 ** place
      const outputChannels = innerChannels * expansion(plan)
      const block: BlockPlan = {
        stage,
        name: `${stage}.${index}`,
        inputChannels,
        innerChannels,
        outputChannels,
        stride: place > 0 && index === 0 ? 2 : 1,
      }
      inputChannels = outputChannels
      return block
    }),
  )
}

/** What a stage makes of one frame, [height, width, channels]; of layer4 before the pool. `side` is the frame's, in pixels. */
export function stageShape(plan: ResNetPlan, stage: Stage, side: number): [number, number, number] {
  const place = stages.indexOf(stage)
  // The stem halves twice, layer1 does not, every later stage does once: kernels are padded, so that halves round up.
  const halvings = 2 + Math.max(0, place - 1)
  const left = Array.from({ length: halvings }).reduce<number>((length) => Math.ceil(length / 2), side)
  return [left, left, place === 0 ? plan.width : plan.width * 2 ** (place - 1) * expansion(plan)]
}

/** Whether the shortcut of a block needs a 1×1 convolution to fit its output. */
export function hasDownsample(block: BlockPlan): boolean {
  return block.stride !== 1 || block.inputChannels !== block.outputChannels
}

export function resnetSpecs(plan: ResNetPlan, prefix: string): ParameterSpec[] {
  return [
    convolution(`${prefix}conv1`, plan.width, 3, 7),
    ...batchNorm(`${prefix}bn1`, plan.width),
    ...blockPlans(plan).flatMap((block) => blockSpecs(plan, block, `${prefix}${block.name}`)),
  ]
}

/** Parameters of one residual block, its own name given. */
export function blockSpecs(plan: ResNetPlan, block: BlockPlan, name: string): ParameterSpec[] {
  const { inputChannels: input, innerChannels: inner, outputChannels: output } = block
  const branch =
    plan.block === 'bottleneck'
      ? [
          convolution(`${name}.conv1`, inner, input, 1),
          ...batchNorm(`${name}.bn1`, inner),
          convolution(`${name}.conv2`, inner, inner, 3),
          ...batchNorm(`${name}.bn2`, inner),
          convolution(`${name}.conv3`, output, inner, 1),
          ...batchNorm(`${name}.bn3`, output),
        ]
      : [
          convolution(`${name}.conv1`, inner, input, 3),
          ...batchNorm(`${name}.bn1`, inner),
          convolution(`${name}.conv2`, output, inner, 3),
          ...batchNorm(`${name}.bn2`, output),
        ]
  const shortcut = hasDownsample(block)
    ? [convolution(`${name}.downsample.0`, output, input, 1), ...batchNorm(`${name}.downsample.1`, output)]
    : []
  return [
    ...branch,
    ...shortcut,
    ...attentionSpecs(plan, plan.placement === 'input' ? input : output, `${name}.attention`),
  ]
}

/** CBAM's MLP reads one pooled vector, C-CBAM's the two side by side: twice the inputs (eq. 2.4 of the paper). */
export function attentionSpecs(plan: ResNetPlan, channels: number, name: string): ParameterSpec[] {
  if (plan.attention === 'none') return []
  const squeezed = Math.floor(channels / plan.reduction)
  return [
    ...linear(`${name}.channel.fc0`, squeezed, plan.attention === 'c-cbam' ? channels * 2 : channels),
    ...linear(`${name}.channel.fc1`, channels, squeezed),
    convolution(`${name}.spatial.conv`, 1, 2, 7),
    ...batchNorm(`${name}.spatial.bn`, 1),
  ]
}

/** What stands before torchvision's names in a whole network. */
export const backbonePrefix = 'backbone.'

/** Stage of a parameter or running statistic of the whole network; null for the head's. */
export function stageOf(name: string): Stage | null {
  if (!name.startsWith(backbonePrefix)) return null
  const part = name.slice(backbonePrefix.length).split('.', 1)[0]
  return stages.find((stage) => stage === part) ?? 'stem'
}

/** Whether `stage` lies in the part of the backbone that is frozen through `frozenThrough`. */
export function isFrozen(stage: Stage | null, frozenThrough: Stage | undefined): boolean {
  return stage !== null && frozenThrough !== undefined && stages.indexOf(stage) <= stages.indexOf(frozenThrough)
}

export function networkSpecs(config: NetworkConfig): ParameterSpec[] {
  const plan = backbonePlan(config)
  const features = featureChannels(plan)
  const head =
    config.head === 'lstm'
      ? [...lstm('lstm', features, config.hidden), ...linear('fc', config.classes, config.hidden)]
      : linear('fc', config.classes, features)
  return [...resnetSpecs(plan, backbonePrefix), ...head]
}

export function isTrainable(kind: ParameterKind): boolean {
  return kind !== 'mean' && kind !== 'variance'
}

/** Trained values of a network: what PyTorch's `parameters()` counts, running statistics not among them. */
export function parameterCount(config: NetworkConfig): number {
  return networkSpecs(config)
    .filter((spec) => isTrainable(spec.kind))
    .reduce((sum, spec) => sum + elementCount(spec.torchShape), 0)
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

function expansion(plan: ResNetPlan): number {
  return plan.block === 'bottleneck' ? 4 : 1
}

function convolution(name: string, output: number, input: number, side: number): ParameterSpec {
  return { name: `${name}.weight`, kind: 'convolution', torchShape: [output, input, side, side] }
}

function batchNorm(name: string, channels: number): ParameterSpec[] {
  const torchShape = [channels]
  return [
    { name: `${name}.weight`, kind: 'scale', torchShape },
    { name: `${name}.bias`, kind: 'shift', torchShape },
    { name: `${name}.running_mean`, kind: 'mean', torchShape },
    { name: `${name}.running_var`, kind: 'variance', torchShape },
  ]
}

export function linear(name: string, output: number, input: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, kind: 'linear', torchShape: [output, input] },
    { name: `${name}.bias`, kind: 'bias', torchShape: [output], fanIn: input },
  ]
}

export function lstm(name: string, input: number, hidden: number): ParameterSpec[] {
  return [
    { name: `${name}.weight_ih_l0`, kind: 'lstmWeight', torchShape: [4 * hidden, input] },
    { name: `${name}.weight_hh_l0`, kind: 'lstmWeight', torchShape: [4 * hidden, hidden] },
    { name: `${name}.bias_ih_l0`, kind: 'lstmBias', torchShape: [4 * hidden] },
    { name: `${name}.bias_hh_l0`, kind: 'lstmBias', torchShape: [4 * hidden] },
  ]
}
