import type { AttentionName, AttentionPlacement, BackboneName } from '../config.ts'
import { batchNorm, convolution, linear, type ParameterSpec } from './parameter-spec.ts'
import { stages, type Stage } from './stages.ts'

/** The blocks that a residual network is made of. */
export interface ResNetShape {
  readonly block: 'basic' | 'bottleneck'
  /** Blocks of each of the four stages. */
  readonly depths: readonly [number, number, number, number]
  readonly width: number
}

/** A residual network as torchvision builds it (v1.5: the stride sits in the 3×3), with attention in every block. */
export interface ResNetPlan extends ResNetShape {
  readonly attention: AttentionName
  readonly placement: AttentionPlacement
  readonly reduction: number
}

export interface BlockPlan {
  readonly stage: Stage
  /** For example `layer3.0`, without the backbone's prefix. */
  readonly name: string
  readonly inputChannels: number
  readonly innerChannels: number
  readonly outputChannels: number
  readonly stride: 1 | 2
}

/** Kind and number of the blocks of a ResNet. */
export const resnetShapes: Record<BackboneName, Omit<ResNetShape, 'width'>> = {
  resnet10: { block: 'basic', depths: [1, 1, 1, 1] },
  resnet18: { block: 'basic', depths: [2, 2, 2, 2] },
  resnet34: { block: 'basic', depths: [3, 4, 6, 3] },
  resnet50: { block: 'bottleneck', depths: [3, 4, 6, 3] },
}

/** Channels of the last stage: what the head reads per frame. */
export function featureChannels(plan: ResNetShape): number {
  return plan.width * 8 * expansion(plan)
}

export function blockPlans(plan: ResNetShape): BlockPlan[] {
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

function expansion(plan: ResNetShape): number {
  return plan.block === 'bottleneck' ? 4 : 1
}

/** Multiplications of a ResNet without its classifier, for one picture of side × side pixels: convolutions and attention. */
export function resnetMultiplications(plan: ResNetPlan, side: number): number {
  const area = (stage: Stage): number => stageShape(plan, stage, side)[0] ** 2
  const stem = Math.ceil(side / 2) ** 2 * plan.width * 3 * 49
  const blocks = blockPlans(plan).map((block) => {
    const { inputChannels: input, innerChannels: inner, outputChannels: output, stage, stride } = block
    const here = area(stage)
    const before = stride === 2 ? area(stages[stages.indexOf(stage) - 1]!) : here
    const shortcut = hasDownsample(block) ? here * input * output : 0
    const attention =
      plan.placement === 'input'
        ? attentionMultiplications(plan, input, before)
        : attentionMultiplications(plan, output, here)
    if (plan.block === 'basic') return here * 9 * (input * output + output * output) + shortcut + attention
    return before * input * inner + here * (9 * inner * inner + inner * output) + shortcut + attention
  })
  return blocks.reduce((sum, block) => sum + block, stem)
}

/** Of one module: CBAM's MLP once for each pooled vector, C-CBAM's once for both, and the 7×7 window over two maps. */
function attentionMultiplications({ attention, reduction }: ResNetPlan, channels: number, area: number): number {
  if (attention === 'none') return 0
  const layer = channels * Math.floor(channels / reduction)
  return layer * (attention === 'c-cbam' ? 3 : 4) + area * 2 * 49
}
