/** Smaller forms of the paper's systems, for machines without a GPU: built alike, with fewer channels on smaller frames. */
import type { MotionTraining, NetworkTraining, TrainingConfig } from './learning.ts'
import type { NetworkBuild, Preprocessing } from './networks.ts'

export const scaleNames = ['paper', 'laptop', 'tiny'] as const
/** `paper`: as published. `laptop`: minutes for a hundred clips on two cores. `tiny`: seconds, to try that everything runs. */
export type ScaleName = (typeof scaleNames)[number]

interface Sizes {
  readonly width: number
  /** Units of LSTMs and of fully connected layers. */
  readonly hidden: number
  /** Side of a frame, where the network can take any. */
  readonly side: number
  readonly frames: number
  readonly reduction: number
  /** What is changed about the training: few clips make few steps, which have to go further. */
  readonly training: Pick<NetworkTraining, 'epochs' | 'batchClips' | 'learningRate' | 'schedule'>
  /** Of the frames in which points are followed, and of the mixtures of their trajectories. */
  readonly following: Pick<MotionTraining['following'], 'width' | 'height'>
  readonly components: number
}

const sizes: Record<Exclude<ScaleName, 'paper'>, Sizes> = {
  laptop: {
    width: 16,
    hidden: 96,
    side: 80,
    frames: 8,
    reduction: 8,
    training: { epochs: 30, batchClips: 8, learningRate: 1e-3, schedule: 'cosine' },
    following: { width: 160, height: 120 },
    components: 64,
  },
  tiny: {
    width: 8,
    hidden: 16,
    side: 32,
    frames: 4,
    reduction: 8,
    training: { epochs: 2, batchClips: 8, learningRate: 1e-3, schedule: 'cosine' },
    following: { width: 80, height: 60 },
    components: 8,
  },
}

/** The smallest frames that a network's strides leave anything of, and a little more. */
const smallestSide = { alexnet: 67, 'inception-v3': 91, resnet18: 32, resnet50: 32 } as const

/** Room around the crop, in which Algorithm 1 shifts by up to 6 pixels. */
const margin = 12

/** C3D halves time four times and ends with one step of it. */
const c3dFrames = 16

/** A training at a scale. */
export function scaled(config: TrainingConfig, scale: ScaleName): TrainingConfig {
  if (scale === 'paper') return config
  switch (config.method) {
    case 'network':
      return scaledNetwork(config, sizes[scale])
    case 'fusion':
      return {
        ...config,
        motion: scaledMotion(config.motion, sizes[scale]),
        network: scaledNetwork(config.network, sizes[scale]),
      }
    case 'motion':
      return scaledMotion(config, sizes[scale])
  }
}

/** Frames and mixtures no larger than the scale's. */
function scaledMotion(config: MotionTraining, to: Sizes): MotionTraining {
  const width = Math.min(config.following.width, to.following.width)
  const height = Math.min(config.following.height, to.following.height)
  const components = [...new Set(config.components.map((number) => Math.min(number, to.components)))]
  return { ...config, following: { ...config.following, width, height }, components }
}

function scaledNetwork(config: NetworkTraining, to: Sizes): NetworkTraining {
  const network = smaller(config.network, to)
  const { frames, size } = network
  return { ...config, ...to.training, network, preprocessing: cropped(config.preprocessing, frames, size) }
}

function cropped(preprocessing: Preprocessing, frames: number, size: number): Preprocessing {
  // As many seconds of a clip as before, in fewer frames.
  const frameStep = Math.max(1, Math.round((preprocessing.frameStep * preprocessing.frames) / frames))
  return { ...preprocessing, frames, size, resize: size + margin, frameStep: Math.min(16, frameStep) }
}

function smaller(network: NetworkBuild, { width, hidden, side, frames, reduction }: Sizes): NetworkBuild {
  switch (network.family) {
    case 'rlnet':
      return { ...network, width, hidden, reduction, frames, size: side }
    case 'c3d':
      return { ...network, width, hidden: 4 * hidden, frames: c3dFrames, size: side }
    case 'r3d':
      return { ...network, width, frames: 2 * frames, size: side }
    case 'recurrent': {
      const size = Math.max(side, smallestSide[network.cnn])
      return { ...network, width, hidden, frames: Math.min(frames, network.frames), size }
    }
  }
}
