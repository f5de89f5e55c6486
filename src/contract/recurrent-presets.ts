/** The recurrent systems that the paper compares itself with. What is known of each, and what was chosen: docs/methods.md. */
import type { NetworkTraining, Preprocessing, Preset } from './learning.ts'
import { paper, paperCost } from './paper-training.ts'

/** As torchvision's InceptionV3 was trained with: from −1 to 1. */
const inceptionPixels = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } satisfies Partial<Preprocessing>

/**
 * CNN-LSTM, or LRCN (Donahue et al. 2015), without the name of a preset: also what stands beside the trajectories in
 * iDT + Video LSTM.
 */
export const cnnLstm = {
  ...paper,
  network: {
    family: 'recurrent',
    cnn: 'alexnet',
    reads: 'features',
    width: 64,
    hidden: 256,
    layers: 1,
    bidirectional: false,
    readout: 'mean-of-scores',
    dropout: 0.5,
    frames: 16,
    size: 224,
  },
} satisfies Omit<NetworkTraining, 'preset'>

export const recurrentPresets: readonly Preset[] = [
  {
    name: 'deep-temporal-lstm',
    title: 'Deep-Temporal LSTM',
    purpose: 'paper',
    description:
      'ResNet-50 on single frames, then three LSTM layers of 512. Only “features into stacked LSTM layers” is known of ' +
      `this system: the rest is chosen, and taken from table 3.1. ${paperCost}`,
    config: {
      ...paper,
      preset: 'deep-temporal-lstm',
      network: {
        ...cnnLstm.network,
        cnn: 'resnet50',
        hidden: 512,
        layers: 3,
        readout: 'last',
      },
    },
  },
  {
    name: 'db-lstm',
    title: 'DB-LSTM',
    purpose: 'paper',
    description:
      'The 1000 scores of AlexNet for every sixth frame, six steps, then two LSTM layers both ways, Ullah et al. 2018; here ' +
      `the whole network learns, where they kept AlexNet as it was (--freeze backbone does). ${paperCost}`,
    config: {
      ...paper,
      preset: 'db-lstm',
      network: {
        ...cnnLstm.network,
        reads: 'scores',
        hidden: 128,
        layers: 2,
        bidirectional: true,
        readout: 'last',
        frames: 6,
      },
      preprocessing: { ...paper.preprocessing, frames: 6, frameStep: 6 },
    },
  },
  {
    name: 'inception-bilstm-attention',
    title: 'InceptionV3 + BiLSTM-Attention',
    purpose: 'paper',
    description:
      'InceptionV3 on 20 frames, an LSTM both ways and attention over time, Zhu & Lu 2019, trained as they did; the LSTM’s ' +
      `512 units are chosen, for they name none. ${paperCost}`,
    config: {
      ...paper,
      preset: 'inception-bilstm-attention',
      network: {
        ...cnnLstm.network,
        cnn: 'inception-v3',
        hidden: 512,
        bidirectional: true,
        readout: 'attention',
        frames: 20,
        size: 299,
      },
      preprocessing: { resize: 320, size: 299, frames: 20, frameStep: 1, ...inceptionPixels },
      batchClips: 16,
    },
  },
  {
    name: 'cnn-lstm',
    title: 'CNN-LSTM',
    purpose: 'paper',
    description:
      'What AlexNet’s last layer reads of 16 frames, an LSTM of 256, scores averaged over time, as LRCN (Donahue et al. ' +
      `2015); trained by Adam, where they took SGD. ${paperCost}`,
    config: { ...cnnLstm, preset: 'cnn-lstm' },
  },
]
