/** What the paper's presets share. */
import type { NetworkTraining, Preprocessing } from './learning.ts'

/** Mean and standard deviation of ImageNet's pixels (RGB, 0 to 1), as torchvision's starting weights expect them. */
export const imagenetPixels = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} satisfies Partial<Preprocessing>

/** Table 3.1 of the paper. Frames are scaled to 256 and cut to 224, so that Algorithm 1 has 16 pixels to shift into. */
export const paper = {
  method: 'network',
  network: {
    family: 'rlnet',
    backbone: 'resnet50',
    width: 64,
    attention: 'none',
    placement: 'residual',
    reduction: 16,
    head: 'lstm',
    hidden: 512,
    dropout: 0.5,
    frames: 16,
    size: 224,
  },
  preprocessing: { resize: 256, size: 224, frames: 16, frameStep: 1, ...imagenetPixels },
  epochs: 100,
  batchClips: 30,
  learningRate: 1e-4,
  schedule: 'constant',
  weightDecay: 0,
  seed: 1,
  shift: false,
  flip: false,
  sampling: 'uniform',
} satisfies Omit<NetworkTraining, 'preset'>

export const paperCost = 'Needs a GPU with 12 GB or more, and hours to days.'
