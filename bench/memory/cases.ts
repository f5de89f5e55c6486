import type { NetworkTraining } from '../../src/contract/learning.ts'
import type { NetworkBuild } from '../../src/contract/networks.ts'
import { networkTrainingOf } from '../../src/contract/presets.ts'
import type { RlnetConfig } from '../../src/network/config.ts'

export interface MemoryCase {
  readonly network: NetworkBuild
  /** Of a step. */
  readonly clips: number
  readonly precision?: NonNullable<NetworkTraining['precision']>
  readonly frozenThrough?: NonNullable<NetworkTraining['frozenThrough']>
}

const small = rlnet('resnet18', 'none')
const smallAttentive = rlnet('resnet18', 'c-cbam')
const large = rlnet('resnet50', 'none')
const largeAttentive = rlnet('resnet50', 'c-cbam')

/** What the estimate's table stands on. */
export const cases: Readonly<Record<string, MemoryCase>> = {
  resnet18: small,
  'resnet18 c-cbam': smallAttentive,
  resnet50: large,
  'resnet50 c-cbam': largeAttentive,
  'resnet50 c-cbam bf16': { ...largeAttentive, precision: 'bf16' },
  'resnet50 c-cbam stem': { ...largeAttentive, frozenThrough: 'stem' },
  'resnet50 c-cbam layer1': { ...largeAttentive, frozenThrough: 'layer1' },
  'resnet50 c-cbam layer2': { ...largeAttentive, frozenThrough: 'layer2' },
  'resnet50 c-cbam layer3': { ...largeAttentive, frozenThrough: 'layer3' },
  'resnet50 c-cbam layer4': { ...largeAttentive, frozenThrough: 'layer4' },
  ...overSpaceAndTime('c3d'),
  ...overSpaceAndTime('r3d-18'),
  ...overSpaceAndTime('r3d-50'),
  ...recurrent('cnn-lstm'),
  ...recurrent('inception-bilstm-attention'),
  ...recurrent('deep-temporal-lstm'),
}

/** Two clips of 16 frames of 112². */
function rlnet(backbone: RlnetConfig['backbone'], attention: RlnetConfig['attention']): MemoryCase {
  const { network } = networkTrainingOf('rlnet')
  if (network.family !== 'rlnet') throw new Error('The preset “rlnet” trains another network.')
  return { network: { ...network, backbone, attention, frames: 16, size: 112 }, clips: 2 }
}

/** As the preset has it, with one clip and with several: what comes with the weights and what comes with each clip. */
function overSpaceAndTime(preset: string): Record<string, MemoryCase> {
  const { network } = networkTrainingOf(preset)
  return Object.fromEntries([1, 2, 4].map((clips) => [`${preset}, ${clips} clips`, { network, clips }]))
}

/** As the preset has it but for fewer frames: what comes with the weights and what comes with each frame. */
function recurrent(preset: string): Record<string, MemoryCase> {
  const { network } = networkTrainingOf(preset)
  const cases = [4, 8, 16].map((frames): [string, MemoryCase] => {
    return [`${preset}, ${frames} frames`, { network: { ...network, frames }, clips: 1 }]
  })
  return Object.fromEntries(cases)
}
