import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { Problem } from '../domain/problem.ts'
import { networkDefaults, type NetworkConfig, type RecurrentConfig, type RlnetConfig } from './config.ts'
import { createNetwork, type Network } from './network.ts'
import { describeWeights, recogniseWeights } from './recognise.ts'
import { loadStart } from './start.ts'
import type { FileTensor } from './tensor-file.ts'
import { exportWeights } from './weights.ts'

// The tables below hold networks' files, which are made before any test runs.
loadTensorFlow()
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

const small: RlnetConfig = {
  ...networkDefaults,
  backbone: 'resnet18',
  width: 8,
  reduction: 4,
  hidden: 12,
  classes: 5,
}
const cCbam: RlnetConfig = { ...small, attention: 'c-cbam' }

type File = Map<string, FileTensor>

function saved(config: NetworkConfig, seed = 1): File {
  const network = createNetwork(config, seed)
  const tensors = exportWeights(network, 30)
  network.dispose()
  return tensors
}

/** What torchvision and timm save: no prefix, a classifier of its own, no attention. */
function classifier(config: RlnetConfig = small): File {
  const backbone = [...saved({ ...config, attention: 'none' })].filter(([name]) => name.startsWith('backbone.'))
  return new Map<string, FileTensor>([
    ...backbone.map(([name, tensor]): [string, FileTensor] => [name.slice('backbone.'.length), tensor]),
    ['fc.weight', { shape: [1000, 64], values: new Float32Array(64_000) }],
    ['fc.bias', { shape: [1000], values: new Float32Array(1000) }],
  ])
}

/** Starts a network from a file; says what was reported, and whether each kind of parameter is now the file's. */
function start(config: RlnetConfig, file: File): { text: string; taken: (name: string) => boolean } {
  const network: Network = createNetwork(config, 2)
  const { text, loaded } = loadStart(network, file, 'start.pth')
  const after = exportWeights(network)
  network.dispose()
  const before = saved(config, 2)
  for (const name of loaded) expect([name, after.get(name)]).toEqual([name, file.get(name) ?? file.get(name.slice(9))])
  const changed = [...after].filter(([name, { values }]) => String(values) !== String(before.get(name)?.values))
  return { text, taken: (name) => changed.some(([other]) => other === name) }
}

function refusal(config: NetworkConfig, file: File): string {
  const network = createNetwork(config, 2)
  const values = (): string => String([...exportWeights(network).values()].map((tensor) => tensor.values.slice(0, 50)))
  const before = values()
  try {
    loadStart(network, file, 'start.pth')
  } catch (caught) {
    expect(caught).toBeInstanceOf(Problem)
    expect(values()).toBe(before)
    return (caught as Problem).message
  } finally {
    network.dispose()
  }
  throw new Error('nothing was refused')
}

const convolution = 'backbone.layer3.0.conv2.weight'
const statistic = 'backbone.bn1.running_var'
const attention = 'backbone.layer1.0.attention.channel.fc0.weight'
const lstm = 'lstm.weight_ih_l0'
const fc = 'fc.weight'

describe("somebody else's image classifier", () => {
  test('gives its backbone; attention and head start anew', () => {
    const { text, taken } = start(cCbam, classifier())
    expect([convolution, attention, lstm, fc].map(taken)).toEqual([true, false, false, false])
    expect(text).toBe(
      'backbone of 20 convolutions loaded; c-cbam attention, LSTM and classifier (1000 classes in the file, 5 labels here) start anew',
    )
  })

  test.each(['module.', '_orig_mod.', 'module.model.'])('is known under the prefix %s', (prefix) => {
    const file = new Map([...classifier()].map(([name, tensor]) => [prefix + name, tensor]))
    expect(describeWeights(recogniseWeights(file, 'x'))).toBe('resnet18 of width 8, 1000 classes')
  })

  test('without its classifier is as good', () => {
    const file = classifier()
    file.delete('fc.weight')
    file.delete('fc.bias')
    expect(start(small, file).text).toBe(
      'backbone of 20 convolutions loaded; LSTM and classifier (the file has none) start anew',
    )
  })
})

describe('a network of ours', () => {
  test('for the same number of labels is taken whole', () => {
    const { text, taken } = start(cCbam, saved(cCbam))
    expect([convolution, attention, lstm, fc].every(taken)).toBe(true)
    expect(text).toMatch(/its c-cbam attention, LSTM of 12 and classifier of 5 labels loaded; nothing starts anew/)
  })

  test('for other labels is taken but for the classifier', () => {
    const { text, taken } = start({ ...cCbam, classes: 3 }, saved(cCbam))
    expect([attention, lstm, fc].map(taken)).toEqual([true, true, false])
    expect(text).toMatch(/classifier \(5 labels in the file, 3 labels here\) starts anew/)
  })

  test('with another LSTM gives its backbone and attention', () => {
    const { taken } = start({ ...cCbam, hidden: 6 }, saved(cCbam))
    expect([convolution, attention, lstm, fc].map(taken)).toEqual([true, true, false, false])
  })

  test('without attention starts one that has it', () => {
    const { taken } = start(cCbam, saved(small))
    expect([convolution, attention, lstm, fc].map(taken)).toEqual([true, false, true, true])
  })

  test('with its running statistics, which a fresh network has not', () => {
    const file = saved(small)
    file.set(statistic, { shape: [8], values: new Float32Array(8).fill(3) })
    expect(start(small, file).taken(statistic)).toBe(true)
  })
})

describe('what does not fit is refused before anything is changed, and says what', () => {
  test.each<[string, RlnetConfig, File, RegExp]>([
    [
      'another attention',
      { ...small, attention: 'cbam' },
      saved(cCbam),
      /c-cbam \(placement residual, reduction 4\) in the file, cbam/,
    ],
    ['attention that the network lacks', small, saved(cCbam), /no attention in the network/],
    ['another placement', { ...cCbam, placement: 'input' }, saved(cCbam), /placement residual.*placement input/],
    ['another depth', { ...small, backbone: 'resnet34' }, classifier(), /resnet18 of width 8 in the file, resnet34/],
    ['another width', { ...small, width: 16 }, classifier(), /width 8 in the file, resnet18 of width 16/],
  ])('%s', (_, config, file, message) => {
    expect(refusal(config, file)).toMatch(message)
  })

  const changed = (change: (file: File) => void): File => {
    const file = saved(cCbam)
    change(file)
    return file
  }
  test.each<[string, File, RegExp]>([
    [
      'a layer that is missing',
      changed((file) => file.delete(convolution)),
      /lacks backbone\.layer3\.0\.conv2\.weight/,
    ],
    [
      'one attention that is missing',
      changed((file) => file.delete(attention)),
      /lacks layer1\.0\.attention|lacks backbone\.layer1/,
    ],
    ['a name too many', changed((file) => file.set('extra', { shape: [1], values: Float32Array.of(1) })), /“extra”/],
    [
      'another shape',
      changed((file) => file.set('backbone.bn1.bias', { shape: [4], values: new Float32Array(4) })),
      /bn1\.bias is \[4\] where \[8\]/,
    ],
    [
      'what is not a number',
      changed((file) => file.set('backbone.bn1.bias', { shape: [8], values: new Float32Array(8).fill(NaN) })),
      /not all are numbers in backbone\.bn1\.bias/,
    ],
    [
      'no network at all',
      new Map([['features.0.weight', { shape: [1], values: Float32Array.of(1) }]]),
      /lacks conv1\.weight.*“features\.0\.weight”/,
    ],
    ['nothing', new Map(), /begins with nothing/],
    [
      'a ResNet of other blocks',
      changed((file) => file.set('backbone.layer3.7.conv1.weight', file.get(convolution)!)),
      /2, 2, 8, 2 basic blocks/,
    ],
  ])('%s', (_, file, message) => {
    expect(refusal(cCbam, file)).toMatch(message)
  })
})

describe('a recurrent network', () => {
  const dbLstm: RecurrentConfig = {
    ...{ family: 'recurrent', cnn: 'alexnet', reads: 'scores', width: 8, hidden: 6, layers: 2, bidirectional: true },
    ...{ readout: 'attention', dropout: 0, classes: 5, frames: 2, size: 67 },
  }
  const inception: RecurrentConfig = { ...dbLstm, cnn: 'inception-v3', reads: 'features', width: 4, size: 75 }
  const temporal: RecurrentConfig = { ...dbLstm, cnn: 'resnet18', reads: 'features' }

  /** What torchvision saves: the network for single frames alone, with its 1000 classes, and its auxiliary head. */
  function published(config: RecurrentConfig): File {
    const backbone = [...saved({ ...config, reads: 'scores' })].filter(([name]) => name.startsWith('backbone.'))
    const auxiliary: [string, FileTensor][] =
      config.cnn === 'inception-v3' ? [['AuxLogits.fc.bias', { shape: [1000], values: new Float32Array(1000) }]] : []
    return new Map([...backbone.map(([name, tensor]) => [name.slice(9), tensor] as const), ...auxiliary])
  }

  function startRecurrent(config: RecurrentConfig, file: File): { text: string; loaded: readonly string[] } {
    const network = createNetwork(config, 2)
    const { text, loaded } = loadStart(network, file, 'start.pth')
    const after = exportWeights(network)
    network.dispose()
    for (const name of loaded)
      expect([name, after.get(name)]).toEqual([name, file.get(name) ?? file.get(name.slice(9))])
    return { text, loaded }
  }

  test.each<[string, RecurrentConfig, string]>([
    ['AlexNet', dbLstm, 'alexnet of 5 convolutions loaded; LSTM, attention, classifier start anew'],
    [
      'InceptionV3, whose auxiliary head has no place here',
      inception,
      'inception-v3 of 94 convolutions loaded; LSTM, attention, classifier start anew; its auxiliary head (AuxLogits) is left out',
    ],
    ['a ResNet', temporal, 'resnet18 of 20 convolutions loaded; LSTM, attention, classifier start anew'],
  ])('starts from %s as torchvision saves it', (_, config, said) => {
    const { text, loaded } = startRecurrent(config, published(config))
    expect(text).toBe(said)
    expect(loaded).toEqual(loaded.filter((name) => name.startsWith('backbone.')))
    expect(loaded.length).toBe(
      [...saved(config).keys()].filter((name) => /^backbone\.(?!.*num_batches)/.test(name)).length,
    )
  })

  test('starts from one of ours with all that fits', () => {
    expect(startRecurrent(dbLstm, saved(dbLstm)).text).toBe(
      'alexnet of 5 convolutions, LSTM, attention, classifier loaded; nothing starts anew',
    )
    expect(startRecurrent({ ...dbLstm, classes: 3 }, saved(dbLstm)).text).toMatch(
      /LSTM, attention loaded; classifier starts/,
    )
  })

  test('is told in words what a file holds', () => {
    const words = (file: File): string => describeWeights(recogniseWeights(file, 'x'))
    expect(words(published(dbLstm))).toBe('alexnet of width 8, 1000 classes')
    expect(words(published(inception))).toBe('inception-v3 of width 4, 1000 classes')
    expect(words(saved(inception))).toBe('inception-v3 of width 4 under an LSTM, without its classifier')
  })

  const without = (name: string): File => {
    const file = published(dbLstm)
    file.delete(name)
    return file
  }
  test.each<[string, NetworkConfig, File, RegExp]>([
    ['another network', inception, published(dbLstm), /holds alexnet of width 8.*stands on inception-v3 of width 4/],
    ['another width', { ...dbLstm, width: 16 }, published(dbLstm), /stands on alexnet of width 16/],
    ['a network with attention', temporal, saved(cCbam), /stands on resnet18 of width 8 without attention/],
    ['RLNet', small, published(dbLstm), /holds alexnet of width 8.*has resnet18/],
    ['a layer that is missing', dbLstm, without('features.6.bias'), /lacks features\.6\.bias/],
    [
      'no classifier whose scores could be read',
      dbLstm,
      new Map([...published(dbLstm)].filter(([name]) => !name.startsWith('classifier.6'))),
      /reads the 1000 scores of alexnet/,
    ],
    [
      'a name too many',
      dbLstm,
      published(dbLstm).set('extra', { shape: [1], values: Float32Array.of(1) }),
      /too much: “extra”/,
    ],
    [
      'a network over space and time',
      { family: 'r3d', depth: 18, width: 8, dropout: 0, classes: 2, frames: 8, size: 32 },
      published(dbLstm),
      /only networks that look at single frames/,
    ],
  ])('is refused %s', (_, config, file, message) => {
    expect(refusal(config, file)).toMatch(message)
  })
})
