import type { NetworkTraining } from '../../src/contract/learning.ts'
import type { RlnetConfig } from '../../src/network/config.ts'

export interface MemoryCase extends Pick<RlnetConfig, 'backbone' | 'attention' | 'frames' | 'size'> {
  readonly clips: number
  readonly precision?: NonNullable<NetworkTraining['precision']>
  readonly frozenThrough?: NonNullable<NetworkTraining['frozenThrough']>
}

const at112 = { clips: 2, frames: 16, size: 112 } as const
const small = { ...at112, backbone: 'resnet18' } as const
const large = { ...at112, backbone: 'resnet50' } as const

/** What the estimate's table stands on. */
export const cases: Readonly<Record<string, MemoryCase>> = {
  resnet18: { ...small, attention: 'none' },
  'resnet18 c-cbam': { ...small, attention: 'c-cbam' },
  resnet50: { ...large, attention: 'none' },
  'resnet50 c-cbam': { ...large, attention: 'c-cbam' },
  'resnet50 c-cbam bf16': { ...large, attention: 'c-cbam', precision: 'bf16' },
  'resnet50 c-cbam stem': { ...large, attention: 'c-cbam', frozenThrough: 'stem' },
  'resnet50 c-cbam layer1': { ...large, attention: 'c-cbam', frozenThrough: 'layer1' },
  'resnet50 c-cbam layer2': { ...large, attention: 'c-cbam', frozenThrough: 'layer2' },
  'resnet50 c-cbam layer3': { ...large, attention: 'c-cbam', frozenThrough: 'layer3' },
  'resnet50 c-cbam layer4': { ...large, attention: 'c-cbam', frozenThrough: 'layer4' },
}
