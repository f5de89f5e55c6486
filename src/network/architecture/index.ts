/** Names, shapes and counts of every network, which need no TensorFlow. */
import type { NetworkConfig } from '../config.ts'
import { c3dMultiplications, c3dSpecs } from './c3d.ts'
import { cnnPlan, cnnStages } from './cnn.ts'
import { elementCount, isTrainable, type ParameterSpec } from './parameter-spec.ts'
import { r3dMultiplications, r3dSpecs } from './r3d.ts'
import { recurrentMultiplications, recurrentSpecs } from './recurrent.ts'
import { rlnetMultiplications, rlnetSpecs } from './rlnet.ts'
import { stages, type Stage } from './stages.ts'

export { elementCount, isTrainable } from './parameter-spec.ts'
export type { ParameterKind, ParameterSpec } from './parameter-spec.ts'
export { isFrozen, stageOf, stages } from './stages.ts'
export type { Stage } from './stages.ts'

/** What is known of a network of some family before there is one. */
interface Sketch {
  readonly specs: ParameterSpec[]
  /** Of a forward pass of one clip. */
  readonly multiplications: number
  /** Up to where the network may be frozen; empty where it can't be in parts. */
  readonly freezable: readonly Stage[]
}

function sketch(config: NetworkConfig): Sketch {
  switch (config.family) {
    case 'rlnet':
      return { specs: rlnetSpecs(config), multiplications: rlnetMultiplications(config), freezable: stages }
    case 'c3d':
      return { specs: c3dSpecs(config), multiplications: c3dMultiplications(config), freezable: [] }
    case 'r3d':
      return { specs: r3dSpecs(config), multiplications: r3dMultiplications(config), freezable: [] }
    case 'recurrent': {
      const freezable = cnnStages(cnnPlan(config))
      return { specs: recurrentSpecs(config), multiplications: recurrentMultiplications(config), freezable }
    }
  }
}

/** Every parameter and running statistic of a network. */
export function networkSpecs(config: NetworkConfig): ParameterSpec[] {
  return sketch(config).specs
}

/** Trained values of a network: what PyTorch's `parameters()` counts, running statistics not among them. */
export function parameterCount(config: NetworkConfig): number {
  return networkSpecs(config)
    .filter((spec) => isTrainable(spec.kind))
    .reduce((sum, spec) => sum + elementCount(spec.torchShape), 0)
}

/** Multiplications (each with its addition) of a forward pass of one clip: convolutions, matrix products, recurrences. */
export function multiplicationCount(config: NetworkConfig): number {
  return sketch(config).multiplications
}

/** The stages through which a network may be frozen; none where it is trained as a whole or not at all. */
export function freezableStages(config: NetworkConfig): readonly Stage[] {
  return sketch(config).freezable
}
