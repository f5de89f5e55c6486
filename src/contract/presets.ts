/** Training configurations by name: the paper's rows, and two that a laptop without a GPU can train. */
import { Problem } from '../domain/problem.ts'
import type { MotionTraining, NetworkTraining, PointFollowing, Preprocessing, Preset } from './learning.ts'
import { imagenetPixels, paper, paperCost } from './paper-training.ts'
import { cnnLstm, recurrentPresets } from './recurrent-presets.ts'

/**
 * Motion in place of colours. From a hundred clips a network learns the places and clothes that it sees in them before it
 * learns the actions; where neither is shown, it has nothing else to learn.
 */
const motion = { input: 'motion', mean: [0, 0, 0], std: [1, 1, 1] } satisfies Partial<Preprocessing>

/**
 * The networks over space and time as they are built by their authors, on their 16 frames of 112² out of 128². Their papers
 * train by SGD; Touchline has Adam, so the rest is table 3.1's, as for the systems that they stand beside.
 */
const overSpaceAndTime = {
  ...paper,
  preprocessing: { resize: 128, size: 112, frames: 16, frameStep: 1, ...imagenetPixels },
} satisfies Omit<NetworkTraining, 'preset'>

/** Of Kinetics-400, as torchvision's r3d_18 was trained with. */
const kineticsPixels = {
  mean: [0.43216, 0.394666, 0.37645],
  std: [0.22803, 0.22145, 0.216989],
} satisfies Partial<Preprocessing>

/** Wang & Schmid 2013, section 5, but for the size of frames: a quarter of the pixels costs a quarter of the time. */
const following: PointFollowing = {
  width: 160,
  height: 120,
  scales: 8,
  stride: 5,
  length: 15,
  patch: 32,
  quality: 0.001,
  cameraRemoved: true,
}

/** As published, with 256 components and a cost of 100; frames as they mostly come. */
const publishedMotion: MotionTraining = {
  method: 'motion',
  preset: 'idt-video-lstm',
  seed: 1,
  mirrored: true,
  following: { ...following, width: 320, height: 240 },
  components: [256],
  costs: [100],
}

/** LRCN on the same clips. */
const videoLstm: NetworkTraining = { ...cnnLstm, preset: 'idt-video-lstm' }

export const presets: readonly Preset[] = [
  {
    name: 'quick',
    title: 'Quick',
    purpose: 'own',
    description:
      'A small RLNet with CBAM that looks at motion alone, on 72-pixel frames: minutes on two processor cores, from few ' +
      'clips. For a camera that stands still.',
    config: {
      method: 'network',
      preset: 'quick',
      network: {
        family: 'rlnet',
        backbone: 'resnet10',
        width: 16,
        attention: 'cbam',
        placement: 'residual',
        reduction: 8,
        head: 'lstm',
        hidden: 96,
        dropout: 0.5,
        frames: 8,
        size: 72,
      },
      preprocessing: { resize: 80, size: 72, frames: 8, frameStep: 3, ...motion },
      epochs: 24,
      batchClips: 12,
      learningRate: 2e-3,
      schedule: 'cosine',
      weightDecay: 1e-4,
      seed: 1,
      shift: true,
      flip: true,
      reframe: true,
      leastViews: 96,
      sampling: 'uniform',
    },
  },
  {
    name: 'motion',
    title: 'Motion',
    purpose: 'own',
    description:
      'Follows points that move and learns from their ways, without a network: a minute for fifty clips on two processor ' +
      'cores. For few clips, no GPU, and a camera that may move.',
    config: {
      method: 'motion',
      preset: 'motion',
      seed: 1,
      mirrored: true,
      following,
      components: [16, 32, 64],
      costs: [1, 10, 100],
    },
  },
  {
    name: 'balanced',
    title: 'Balanced',
    purpose: 'own',
    description:
      'ResNet-18 with C-CBAM and LSTM on 112-pixel frames: hours on a processor, minutes on a GPU. For labels that look alike.',
    config: {
      method: 'network',
      preset: 'balanced',
      network: { ...paper.network, backbone: 'resnet18', attention: 'c-cbam', hidden: 256, size: 112 },
      preprocessing: { resize: 128, size: 112, frames: 16, frameStep: 1, ...imagenetPixels },
      epochs: 40,
      batchClips: 16,
      learningRate: 5e-4,
      schedule: 'cosine',
      weightDecay: 1e-4,
      seed: 1,
      shift: true,
      flip: true,
      sampling: 'middle-third',
    },
  },
  {
    name: 'rlnet',
    title: 'RLNet',
    purpose: 'paper',
    description: `The paper's ResNet-50 + LSTM without its two algorithms. ${paperCost}`,
    config: { ...paper, preset: 'rlnet' },
  },
  {
    name: 'rlnet-1',
    title: 'RLNet₁',
    purpose: 'paper',
    description: `RLNet with Algorithm 1, clips shifted sideways. ${paperCost}`,
    config: { ...paper, preset: 'rlnet-1', shift: true },
  },
  {
    name: 'rlnet-12',
    title: 'RLNet₁,₂',
    purpose: 'paper',
    description: `RLNet with Algorithms 1 and 2, clips from the middle third. ${paperCost}`,
    config: { ...paper, preset: 'rlnet-12', shift: true, sampling: 'middle-third' },
  },
  {
    name: 'rlnet-cbam',
    title: 'RLNet₁,₂ + CBAM',
    purpose: 'paper',
    description: `With CBAM in every block. ${paperCost}`,
    config: {
      ...paper,
      preset: 'rlnet-cbam',
      network: { ...paper.network, attention: 'cbam' },
      shift: true,
      sampling: 'middle-third',
    },
  },
  {
    name: 'rlnet-c-cbam',
    title: 'RLNet₁,₂ + C-CBAM',
    purpose: 'paper',
    description: `With the paper's own attention, C-CBAM, in every block. ${paperCost}`,
    config: {
      ...paper,
      preset: 'rlnet-c-cbam',
      network: { ...paper.network, attention: 'c-cbam' },
      shift: true,
      sampling: 'middle-third',
    },
  },
  ...recurrentPresets,
  {
    name: 'c3d',
    title: 'C3D',
    purpose: 'paper',
    description: `Eight convolutions over space and time, Tran et al. 2015; trained by Adam, where they took SGD. ${paperCost}`,
    config: {
      ...overSpaceAndTime,
      preset: 'c3d',
      network: { family: 'c3d', width: 64, hidden: 4096, dropout: 0.5, frames: 16, size: 112 },
    },
  },
  {
    name: 'r3d-18',
    title: 'R3D-18',
    purpose: 'paper',
    description: `A residual network of 18 layers over space and time, built as torchvision's; trained by Adam, where they took SGD. ${paperCost}`,
    config: {
      ...overSpaceAndTime,
      preset: 'r3d-18',
      network: { family: 'r3d', depth: 18, width: 64, dropout: 0, frames: 16, size: 112 },
      preprocessing: { ...overSpaceAndTime.preprocessing, ...kineticsPixels },
    },
  },
  {
    name: 'r3d-50',
    title: 'R3D-50',
    purpose: 'paper',
    description: `A residual network of 50 layers over space and time, Hara et al. 2018; trained by Adam, where they took SGD. ${paperCost}`,
    config: {
      ...overSpaceAndTime,
      preset: 'r3d-50',
      network: { family: 'r3d', depth: 50, width: 64, dropout: 0, frames: 16, size: 112 },
      preprocessing: { ...overSpaceAndTime.preprocessing, ...kineticsPixels },
    },
  },
  {
    name: 'idt-video-lstm',
    title: 'iDT + Video LSTM',
    purpose: 'paper',
    description: `Improved dense trajectories (Wang & Schmid 2013) and a network with an LSTM, the mean of whose scores counts. ${paperCost}`,
    config: {
      method: 'fusion',
      preset: 'idt-video-lstm',
      seed: 1,
      motion: publishedMotion,
      network: videoLstm,
      networkShare: 0.5,
    },
  },
]

/** @throws Problem INVALID_INPUT naming the presets there are */
export function findPreset(name: string): Preset {
  const found = presets.find((preset) => preset.name === name)
  if (found) return found
  throw new Problem(
    'INVALID_INPUT',
    `There is no preset called “${name}”. Presets: ${presets.map((preset) => preset.name).join(', ')}.`,
    { details: { name } },
  )
}

/**
 * How a preset trains its network.
 * @throws Problem INVALID_INPUT naming the presets there are, or that this one trains none
 */
export function networkTrainingOf(name: string): NetworkTraining {
  const { config, title } = findPreset(name)
  if (config.method === 'network') return config
  throw new Problem('INVALID_INPUT', `“${title}” trains no network alone: choose another preset.`, {
    details: { name },
  })
}
