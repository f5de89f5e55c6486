/** What every network must do, whatever its family: those over space and time, and the recurrent ones. */
import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { createRandom, fromState } from '../domain/random.ts'
import { createAdam } from './adam.ts'
import { multiplicationCount, networkSpecs, parameterCount } from './architecture/index.ts'
import {
  parseNetworkConfig,
  type C3dConfig,
  networkDefaults,
  type NetworkConfig,
  type R3dConfig,
  type RecurrentConfig,
  type RlnetConfig,
} from './config.ts'
import { gradCam, type ClassActivation } from './explain.ts'
import { foldNetwork } from './folding/inference-network.ts'
import { createNetwork } from './network.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'
import { gradientsOf, trainStep } from './training.ts'
import { exportWeights, loadWeights } from './weights.ts'

beforeAll(() => {
  loadTensorFlow()
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm')
})

const rlnet: RlnetConfig = {
  ...{ ...networkDefaults, backbone: 'resnet50', width: 8, reduction: 4, hidden: 16 },
  ...{ dropout: 0, classes: 2, frames: 4, size: 40 },
}
/** Fewer blocks, for attention in every one of them takes its time. */
const attentive: RlnetConfig = { ...rlnet, backbone: 'resnet10', size: 32 }
const common = { width: 8, dropout: 0, classes: 2, frames: 16, size: 32 } as const
const c3d: C3dConfig = { ...common, family: 'c3d', hidden: 32 }
const r3d18: R3dConfig = { ...common, family: 'r3d', depth: 18, frames: 8 }
const r3d50: R3dConfig = { ...r3d18, depth: 50 }
const dbLstm: RecurrentConfig = {
  ...{ ...common, family: 'recurrent', cnn: 'alexnet', reads: 'scores', frames: 4, size: 67 },
  ...{ hidden: 16, layers: 2, bidirectional: true, readout: 'last' },
}
const cnnLstm: RecurrentConfig = {
  ...{ ...dbLstm, reads: 'features', layers: 1, bidirectional: false, readout: 'mean-of-scores' },
}
const inceptionAttention: RecurrentConfig = {
  ...{ ...dbLstm, width: 4, cnn: 'inception-v3', reads: 'features', size: 75, layers: 1, readout: 'attention' },
}
const deepTemporal: RecurrentConfig = {
  ...{ ...dbLstm, cnn: 'resnet50', reads: 'features', size: 40, layers: 3, bidirectional: false },
}
const scoring: RecurrentConfig = { ...deepTemporal, cnn: 'resnet18', reads: 'scores' }
/**
 * Each with how many maps Grad-CAM makes of a clip, and how it learns eight of them: running averages of norms over single
 * frames need more steps than what is learned.
 */
const soon = { learningRate: 2e-3, steps: 30 } as const
const networks = [
  ['RLNet', rlnet, 4, { learningRate: 5e-3, steps: 45 }],
  ['RLNet with CBAM', { ...attentive, attention: 'cbam' }, 4, { learningRate: 5e-3, steps: 30 }],
  ['RLNet with C-CBAM', { ...attentive, attention: 'c-cbam' }, 4, { learningRate: 5e-3, steps: 30 }],
  ['C3D', c3d, 2, soon],
  ['R3D-18', r3d18, 1, soon],
  ['R3D-50', r3d50, 1, soon],
  ['DB-LSTM', dbLstm, 4, soon],
  ['CNN-LSTM', cnnLstm, 4, soon],
  ['InceptionV3 with attention', inceptionAttention, 4, { learningRate: 5e-3, steps: 50 }],
  ['Deep-Temporal LSTM', deepTemporal, 4, { learningRate: 5e-3, steps: 45 }],
  ['scores of ResNet-18', scoring, 4, { learningRate: 5e-3, steps: 30 }],
] as const

const labels = [0, 1, 0, 1, 0, 1, 0, 1]

/**
 * Eight clips of a bright square that moves to the right or to the left, from anywhere: no single frame tells which. The
 * caller disposes of them.
 */
function movingSquares({ frames, size }: NetworkConfig): tf.Tensor5D {
  const random = createRandom(3)
  const clips = tf.buffer([labels.length, frames, size, size, 3])
  labels.forEach((label, clip) => {
    const [left, top] = [random.integer(size), random.integer(size - 8)]
    for (let frame = 0; frame < frames; frame++)
      for (let row = 0; row < 8; row++)
        for (let column = 0; column < 8; column++)
          for (let channel = 0; channel < 3; channel++) {
            const moved = left + column + (label === 0 ? 2 : size - 2) * frame
            clips.set(1, clip, frame, top + row, moved % size, channel)
          }
  })
  return clips.toTensor() as tf.Tensor5D
}

describe.each(networks)('%s', (_, config: NetworkConfig, maps: number, { learningRate, steps }) => {
  let tensorsBefore = 0
  beforeEach(() => {
    tensorsBefore = tf.memory().numTensors
  })
  afterEach(() => {
    tf.disposeVariables()
    expect(tf.memory().numTensors, 'tensors left behind').toBe(tensorsBefore)
  })

  test('learns eight clips by heart, and keeps nothing in memory from step to step', () => {
    const network = createNetwork(config, 1)
    const adam = createAdam({ learningRate })
    const random = createRandom(1)
    const clips = movingSquares(config)
    const step = () => trainStep(network, adam, clips, labels, { random })
    step()
    const { numTensors } = tf.memory()
    for (let done = 0; done < steps; done++) step()
    expect(tf.memory().numTensors).toBe(numTensors)
    const scores = tf.tidy(() => network.forward(clips, { training: false }).logits.arraySync())
    expect(scores.map((row) => row.indexOf(Math.max(...row)))).toEqual(labels)
    tf.dispose(clips)
    network.dispose()
    adam.dispose()
  })

  test('goes on after a stop with the losses of a run that was not stopped', () => {
    const dropping = { ...config, dropout: 0.3 }
    const clips = movingSquares(config)
    const train = (run: Run, steps: number): number[] =>
      Array.from({ length: steps }, () => trainStep(run.network, run.adam, clips, labels, { random: run.random }).loss)
    const whole = begin(dropping, 1)
    const straight = train(whole, 4)
    const first = begin(dropping, 1)
    const before = train(first, 2)
    const second = { ...begin(dropping, 2), random: fromState(first.random.state()) }
    loadWeights(second.network, exportWeights(first.network))
    second.adam.importState(first.adam.exportState(), second.network.parameters)
    expect([...before, ...train(second, 2)]).toEqual(straight)
    ;[whole, first, second].forEach(({ network, adam }) => {
      network.dispose()
      adam.dispose()
    })
    clips.dispose()
  })

  test('predicts the same after it was written and read, and in the form that only predicts', () => {
    const [saved, loaded] = [createNetwork(config, 1), createNetwork(config, 2)]
    const file = writeSafetensors({ tensors: exportWeights(saved), metadata: {} })
    loadWeights(loaded, readSafetensors(file, 'model.safetensors').tensors)
    const folded = foldNetwork(loaded)
    const clips = movingSquares(config)
    tf.tidy(() => {
      const logits = saved.forward(clips, { training: false }).logits.dataSync()
      expect(loaded.forward(clips, { training: false }).logits.dataSync()).toEqual(logits)
      folded
        .forward(clips)
        .logits.dataSync()
        .forEach((score, place) => expect(score).toBeCloseTo(logits[place]!, 4))
    })
    tf.dispose(clips)
    ;[saved, loaded, folded].forEach((network) => network.dispose())
  })

  test('explains with a map for each step that its last convolutions leave of time', () => {
    const network = createNetwork(config, 1)
    const shown = explain(config)
    const { activations } = tf.tidy(() => {
      const clips = movingSquares(config)
      const { activations } = network.forward(tf.slice(clips, 0, 1), { training: false })
      return { activations: activations.shape }
    })
    expect(shown.maps.length).toBe(activations[0])
    expect(shown.maps.length).toBe(maps)
    expect(shown.maps.every((map) => map.length === shown.height * shown.width)).toBe(true)
    network.dispose()
  })

  test('learns and predicts in bfloat16 nearly as in float32', () => {
    const network = createNetwork(config, 1)
    const clips = movingSquares(config)
    const part = { labels, input: () => clips }
    tf.tidy(() => {
      const [exact, rough] = (['float32', 'bf16'] as const).map((precision) =>
        gradientsOf(network, part, { training: true, precision }),
      )
      // Norms over the few values of so small a network pass rounding on.
      expect(Math.abs(rough!.loss - exact!.loss)).toBeLessThan(0.2)
      expect(rough!.loss).not.toBe(exact!.loss)
      const predicted = (['float32', 'bf16'] as const).map((precision) => {
        const folded = foldNetwork(network, { precision })
        const logits = folded.forward(clips).logits.dataSync<'float32'>()
        folded.dispose()
        return logits
      })
      const largest = Math.max(...predicted[0]!.map(Math.abs))
      predicted[0]!.forEach((score, place) => {
        expect(Math.abs(predicted[1]![place]! - score)).toBeLessThan(0.1 * largest)
      })
    })
    clips.dispose()
    network.dispose()
  })

  test.each(['wasm', 'cpu'])('predicts and explains on %s as on TensorFlow', async (backend) => {
    await tf.setBackend(backend)
    await tf.ready()
    const there = explain(config)
    await tf.setBackend('tensorflow')
    const here = explain(config)
    there.logits.forEach((score, index) => expect(score).toBeCloseTo(here.logits[index]!, 3))
    there.scaledMaps.forEach((map, step) => {
      map.forEach((value, cell) => expect(value).toBeCloseTo(here.scaledMaps[step]![cell]!, 3))
    })
  })

  test('scores what its last convolutions made as the whole network does', () => {
    const network = createNetwork(config, 1)
    tf.tidy(() => {
      const { logits, activations } = network.forward(movingSquares(config), { training: false })
      const again = network.scores(activations, labels.length).dataSync()
      logits.dataSync().forEach((score, place) => expect(again[place]).toBeCloseTo(score, 4))
    })
    network.dispose()
  })
})

interface Run {
  readonly network: ReturnType<typeof createNetwork>
  readonly adam: ReturnType<typeof createAdam>
  readonly random: ReturnType<typeof createRandom>
}

function begin(config: NetworkConfig, seed: number): Run {
  return { network: createNetwork(config, seed), adam: createAdam({ learningRate: 1e-3 }), random: createRandom(seed) }
}

/** Grad-CAM of one clip for the second class, on the backend in use. */
function explain(config: NetworkConfig): ClassActivation {
  const network = createNetwork(config, 1)
  const random = createRandom(2)
  const { frames, size } = config
  const pixels = Float32Array.from({ length: frames * size * size * 3 }, () => 2 * random.next() - 1)
  const clip = tf.tensor4d(pixels, [frames, size, size, 3])
  const shown = gradCam(network, clip, 1)
  clip.dispose()
  network.dispose()
  return shown
}

describe('what is known of a network before there is one', () => {
  const published = { width: 64, dropout: 0.5, frames: 16, size: 112 } as const

  test.each([
    // Of the published C3D, of torchvision's r3d_18, and of Hara et al.'s ResNet-50 with its 400 classes.
    [{ ...published, family: 'c3d', hidden: 4096, classes: 101 }, 78_409_573],
    [{ ...published, family: 'r3d', depth: 18, classes: 400 }, 33_371_472],
    [{ ...published, family: 'r3d', depth: 50, classes: 400 }, 47_018_576],
    // torchvision's AlexNet, 61,100,840, and InceptionV3 without its classifier, 21,785,568; then what stands on them.
    [{ ...dbLstm, ...published, hidden: 128, classes: 11 }, 61_100_840 + 1_552_384 + 2_827],
    [
      { ...inceptionAttention, ...published, hidden: 512, classes: 11 },
      21_785_568 + 2 * 2048 * (2048 + 512 + 2) + 1024 * 1026 + 11_275,
    ],
  ] as const)('%j has as many parameters as published', (config, parameters) => {
    expect(parameterCount(config)).toBe(parameters)
    const names = networkSpecs(config).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test.each([
    // torchvision counts 40.70 GMACs for r3d_18, mmaction2 38.5 for C3D.
    [{ ...published, family: 'r3d', depth: 18, classes: 400 }, 40.7],
    [{ ...published, family: 'c3d', hidden: 4096, classes: 101 }, 38.6],
    // 0.71 for torchvision's alexnet and 5.71 for its inception_v3, times 16 frames, and a little for the LSTM.
    [{ ...dbLstm, ...published, size: 224, classes: 11 }, 16 * 0.714],
    [{ ...inceptionAttention, ...published, size: 299, classes: 11 }, 16 * 5.711],
  ] as const)('%j multiplies as often as published', (config, billions) => {
    expect(multiplicationCount(config) / 1e9).toBeCloseTo(billions, 0)
  })

  test('attention multiplies, too: the layers of its MLPs, and its windows over two maps', () => {
    const rlnet = { ...published, family: 'rlnet', backbone: 'resnet50', placement: 'residual', reduction: 16 } as const
    const build = { ...rlnet, head: 'lstm', hidden: 512, size: 224, classes: 11 } as const
    const of = (attention: 'none' | 'cbam' | 'c-cbam') => multiplicationCount({ ...build, attention })
    // Blocks of the four stages: 3, 4, 6 and 3, of 256 to 2048 channels, on 56 to 7 rows.
    const channels = [256, 512, 1024, 2048].flatMap((of, i) => Array<number>([3, 4, 6, 3][i]!).fill(of))
    const layers = channels.reduce((sum, of) => sum + (of * of) / 16, 0)
    const windows = 98 * (3 * 56 ** 2 + 4 * 28 ** 2 + 6 * 14 ** 2 + 3 * 7 ** 2)
    expect(of('cbam') - of('none')).toBe(16 * (4 * layers + windows))
    expect(of('c-cbam') - of('none')).toBe(16 * (3 * layers + windows))
  })

  test('a recurrent network is refused frames of which the windows below it would leave nothing', () => {
    expect(() => parseNetworkConfig({ ...dbLstm, size: 62 })).toThrow('size must be at least 63 for alexnet')
    expect(() => parseNetworkConfig({ ...inceptionAttention, size: 74 })).toThrow('size must be at least 75')
    expect(parseNetworkConfig({ ...dbLstm, size: 63 })).toEqual({ ...dbLstm, size: 63 })
  })

  test('C3D is refused clips of which its pools would leave nothing', () => {
    expect(() => parseNetworkConfig({ ...c3d, frames: 15 })).toThrow('frames must be a whole number from 16')
    expect(parseNetworkConfig({ ...c3d })).toEqual(c3d)
  })
})
