/** The networks for single frames under a recurrent one: from a frame to maps, and from maps to what the LSTM reads. */
import type { CnnName, RecurrentConfig } from '../config.ts'
import { alexnetLayers, alexnetPlan, imagenetClasses, linearSpecs, type LinearLayer } from './alexnet.ts'
import { channelsAfter, framePlanMultiplications, framePlanSpecs, shapeAfter, type FramePlan } from './frame-plan.ts'
import { inceptionV3Plan } from './inception-v3.ts'
import type { ParameterSpec } from './parameter-spec.ts'
import {
  featureChannels,
  resnetMultiplications,
  resnetShapes,
  resnetSpecs,
  stageShape,
  type ResNetPlan,
} from './resnet.ts'
import { backbonePrefix, stages, type Stage } from './stages.ts'

/** What makes maps of a frame, and what stands behind them. */
export type CnnPlan =
  | { readonly kind: 'resnet'; readonly maps: ResNetPlan; readonly layers: readonly LinearLayer[] }
  | { readonly kind: 'alexnet' | 'inception'; readonly maps: FramePlan; readonly layers: readonly LinearLayer[] }

/** `layers`: the linear ones behind the maps, of which the last makes the scores; it is left out where features are read. */
export function cnnPlan({ cnn, reads, width }: Pick<RecurrentConfig, 'cnn' | 'reads' | 'width'>): CnnPlan {
  const read = (layers: readonly LinearLayer[]): readonly LinearLayer[] =>
    reads === 'scores' ? layers : layers.slice(0, -1)
  const classifier = (input: number): LinearLayer[] => [{ name: 'fc', input, output: imagenetClasses }]
  switch (cnn) {
    case 'alexnet':
      return { kind: 'alexnet', maps: alexnetPlan(width), layers: read(alexnetLayers(width)) }
    case 'inception-v3': {
      const maps = inceptionV3Plan(width)
      return { kind: 'inception', maps, layers: read(classifier(channelsAfter(maps.parts, 3))) }
    }
    case 'resnet18':
    case 'resnet50': {
      const plain = { attention: 'none', placement: 'residual', reduction: 1 } as const
      const maps: ResNetPlan = { ...resnetShapes[cnn], width, ...plain }
      return { kind: 'resnet', maps, layers: read(classifier(featureChannels(maps))) }
    }
  }
}

/** How many values of each frame the LSTM reads. */
export function frameValues(plan: CnnPlan): number {
  const last = plan.layers.at(-1)
  if (last) return last.output
  return plan.kind === 'resnet' ? featureChannels(plan.maps) : channelsAfter(plan.maps.parts, 3)
}

export function cnnSpecs(plan: CnnPlan): ParameterSpec[] {
  const maps =
    plan.kind === 'resnet' ? resnetSpecs(plan.maps, backbonePrefix) : framePlanSpecs(plan.maps, backbonePrefix)
  return [...maps, ...linearSpecs(plan.layers, backbonePrefix)]
}

/** Of one frame of side × side pixels. */
export function cnnMultiplications(plan: CnnPlan, side: number): number {
  const layers = plan.layers.reduce((sum, { input, output }) => sum + input * output, 0)
  if (plan.kind === 'resnet') return resnetMultiplications(plan.maps, side) + layers
  return framePlanMultiplications(plan.maps.parts, [side, side, 3]) + layers
}

/** A network that is not made of stages is frozen whole, through the last of them. */
export function cnnStages(plan: CnnPlan): readonly Stage[] {
  return plan.kind === 'resnet' ? stages : ['layer4']
}

/** What a stage makes of one frame, [height, width, channels]; what one that is not made of stages makes as a whole. */
export function cnnStageShape(plan: CnnPlan, stage: Stage, side: number): [number, number, number] {
  return plan.kind === 'resnet' ? stageShape(plan.maps, stage, side) : [1, 1, frameValues(plan)]
}

/** The smallest side of a frame, in pixels, of which the windows leave something. */
export function smallestFrame(cnn: CnnName): number {
  const plan = cnnPlan({ cnn, reads: 'features', width: 64 })
  if (plan.kind === 'resnet') return 1
  const last = plan.kind === 'alexnet' ? [{ kind: 'max-pool' } as const] : []
  let side = 1
  while (shapeAfter([...plan.maps.parts, ...last], [side, side, 3])[0] < 1) side++
  return side
}
