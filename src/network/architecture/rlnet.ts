import type { RlnetConfig } from '../config.ts'
import { linear, lstm, type ParameterSpec } from './parameter-spec.ts'
import { featureChannels, resnetMultiplications, resnetShapes, resnetSpecs, type ResNetPlan } from './resnet.ts'
import { backbonePrefix } from './stages.ts'

export function backbonePlan(config: RlnetConfig): ResNetPlan {
  const { width, attention, placement, reduction } = config
  return { ...resnetShapes[config.backbone], width, attention, placement, reduction }
}

export function rlnetSpecs(config: RlnetConfig): ParameterSpec[] {
  const plan = backbonePlan(config)
  const features = featureChannels(plan)
  const head =
    config.head === 'lstm'
      ? [...lstm('lstm', features, config.hidden), ...linear('fc', config.classes, config.hidden)]
      : linear('fc', config.classes, features)
  return [...resnetSpecs(plan, backbonePrefix), ...head]
}

export function rlnetMultiplications(config: RlnetConfig): number {
  const plan = backbonePlan(config)
  const features = featureChannels(plan)
  const lstmSteps = config.head === 'lstm' ? config.frames * 4 * config.hidden * (features + config.hidden) : 0
  return config.frames * resnetMultiplications(plan, config.size) + lstmSteps
}
