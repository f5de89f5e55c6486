/** How much memory training a network takes on a processor, as far as its build tells. */
import type { NetworkTraining } from './learning.ts'

/**
 * GB per frame of 224 × 224 in a step with width 64 and float32: what steps add to a process, by `npm run bench -- memory`
 * (ResNet-18 0.083, with C-CBAM 0.092; ResNet-50 0.20, with C-CBAM 0.23 to 0.25).
 */
const perFrameGb = {
  basic: { plain: 0.09, attentive: 0.1 },
  bottleneck: { plain: 0.2, attentive: 0.25 },
} as const

/**
 * The same of networks over space and time, whose stems and pools leave less: what each clip more takes by that bench (C3D
 * 0.094, R3D-18 0.060, R3D-50 0.045). What comes with the weights, 0.7 to 1 GB, is in `restGb`.
 */
const perVolumeFrameGb = { c3d: 0.1, r3d: { 18: 0.065, 50: 0.05 } } as const

/**
 * The same of the networks under a recurrent one: what each frame more takes by that bench (AlexNet 0.01, InceptionV3 0.064,
 * at 299² 0.113). ResNets are RLNet's.
 */
const perCnnFrameGb = {
  alexnet: 0.01,
  'inception-v3': 0.07,
  resnet18: perFrameGb.basic.plain,
  resnet50: perFrameGb.bottleneck.plain,
} as const

/**
 * Share of it that is left with the stages from the stem to this one frozen, which keep nothing for a backward pass; by the
 * same bench, ResNet-50 with C-CBAM.
 */
const learningShare = { stem: 1, layer1: 0.8, layer2: 0.65, layer3: 0.45, layer4: 0.25 } as const

/** Share of it that bf16 takes: activations are half as large, weights and their moments are not. By the same bench. */
const bf16Share = 0.75

/** TensorFlow, weights, moments, gradients and decoded clips. */
const restGb = 2

/** Bytes that training takes at its peak, about: a whole number. @param clipsAtOnce clips in one pass through the network */
export function trainingMemoryBytes(config: NetworkTraining, clipsAtOnce: number): number {
  return Math.round(stepMemoryBytes(config, clipsAtOnce) + restGb * 1e9)
}

/** What a step adds to the process. */
export function stepMemoryBytes(config: NetworkTraining, clipsAtOnce: number): number {
  const { network, preprocessing, frozenThrough, precision } = config
  const scale = (preprocessing.size / 224) ** 2 * (network.width / 64)
  const learning = frozenThrough === undefined ? 1 : learningShare[frozenThrough]
  const halved = precision === 'bf16' ? bf16Share : 1
  return clipsAtOnce * preprocessing.frames * scale * frameGb(network) * learning * halved * 1e9
}

function frameGb(network: NetworkTraining['network']): number {
  switch (network.family) {
    case 'rlnet': {
      const block = perFrameGb[network.backbone === 'resnet50' ? 'bottleneck' : 'basic']
      return network.attention === 'none' ? block.plain : block.attentive
    }
    case 'c3d':
      return perVolumeFrameGb.c3d
    case 'r3d':
      return perVolumeFrameGb.r3d[network.depth]
    case 'recurrent':
      return perCnnFrameGb[network.cnn]
  }
}
