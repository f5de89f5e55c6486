/** How networks are built, in a few words for people. */
import type { NetworkBuild } from './networks.ts'

const backbones = {
  resnet10: 'ResNet-10',
  resnet18: 'ResNet-18',
  resnet34: 'ResNet-34',
  resnet50: 'ResNet-50',
} as const
const attentions = { none: '', cbam: ' with CBAM', 'c-cbam': ' with C-CBAM' } as const
const heads = { lstm: ' and LSTM', mean: ', mean over time' } as const
const cnns = {
  alexnet: 'AlexNet',
  'inception-v3': 'InceptionV3',
  resnet18: 'ResNet-18',
  resnet50: 'ResNet-50',
} as const
const readouts = {
  last: '',
  'mean-of-scores': ', scores averaged over time',
  attention: ', attention over time',
} as const

/** `ResNet-18 with C-CBAM and LSTM`. */
export function buildInWords(network: NetworkBuild): string {
  switch (network.family) {
    case 'rlnet':
      return backbones[network.backbone] + attentions[network.attention] + heads[network.head]
    case 'c3d':
      return 'C3D'
    case 'r3d':
      return `3D ResNet-${network.depth}`
    case 'recurrent': {
      const lstm = `${network.bidirectional ? 'bidirectional ' : ''}LSTM`
      const layers = network.layers === 1 ? '' : ` of ${network.layers} layers`
      return `${cnns[network.cnn]} and ${lstm}${layers}${readouts[network.readout]}`
    }
  }
}
