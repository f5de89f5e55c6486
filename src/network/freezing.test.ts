import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { createRandom } from '../domain/random.ts'
import { createAdam } from './adam.ts'
import { isFrozen, stageOf, stages, type Stage } from './architecture/stages.ts'
import { networkDefaults, type RecurrentConfig } from './config.ts'
import { createNetwork, type Network } from './network.ts'
import { parameter } from './parameters.ts'
import { crossEntropy, trainStep, type StageFeatures } from './training.ts'
import { exportWeights } from './weights.ts'

beforeAll(loadTensorFlow)

const frames = 2
const labels = [0, 1, 2, 1]
const config = {
  ...networkDefaults,
  backbone: 'resnet10',
  attention: 'c-cbam',
  width: 8,
  reduction: 1,
  hidden: 8,
  classes: 3,
  frames,
  size: 48,
} as const

function someClips(size: number = config.size): tf.Tensor5D {
  const random = createRandom(7)
  const shape: [number, number, number, number, number] = [labels.length, frames, size, size, 3]
  const values = Float32Array.from(
    { length: shape.reduce((product, side) => product * side) },
    () => random.next() - 0.5,
  )
  return tf.tensor5d(values, shape)
}

/** A few steps, so that stored statistics are not those that a network starts with. */
function warmedUp(): Network {
  const network = createNetwork(config, 1)
  const adam = createAdam({ learningRate: 1e-3 })
  const clips = someClips()
  for (let step = 0; step < 3; step++) trainStep(network, adam, clips, labels, { random: createRandom(step) })
  tf.dispose(clips)
  adam.dispose()
  return network
}

function gradients(network: Network, names: readonly string[], frozenThrough?: Stage): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>()
  tf.tidy(() => {
    const pass = { training: false, ...(frozenThrough && { frozenThrough }) }
    const variables = names.map((name) => parameter(network.parameters, name))
    const { grads } = tf.variableGrads(() => crossEntropy(network.forward(someClips(), pass).logits, labels), variables)
    names.forEach((name, index) => values.set(name, grads[variables[index]!.name]!.dataSync<'float32'>().slice()))
  })
  return values
}

describe('freezing', () => {
  test('counts every value of the backbone to one stage, in the order that a frame takes', () => {
    const network = createNetwork(config, 1)
    const found = new Set(network.specs.map(({ name }) => stageOf(name)))
    expect([...found]).toEqual([...stages, null])
    expect(stageOf('backbone.bn1.running_var')).toBe('stem')
    expect(stages.map((stage) => isFrozen(stage, 'layer2'))).toEqual([true, true, true, false, false])
    expect(isFrozen(null, 'layer4')).toBe(false)
    expect(network.trainableNames('layer4').every((name) => /^(lstm|fc)\./.test(name))).toBe(true)
    expect(network.trainableNames()).toEqual(expect.arrayContaining(network.trainableNames('layer1')))
    network.dispose()
  })

  test.each(stages)(
    'through %s leaves weights and statistics there to the bit, and changes all others',
    (frozenThrough) => {
      const network = createNetwork(config, 1)
      const adam = createAdam({ learningRate: 1e-2 })
      const before = exportWeights(network)
      const clips = someClips()
      for (let step = 0; step < 2; step++)
        trainStep(network, adam, clips, labels, { random: createRandom(step), frozenThrough })
      for (const [name, { values }] of exportWeights(network)) {
        if (name.endsWith('num_batches_tracked')) continue
        if (isFrozen(stageOf(name), frozenThrough)) expect(values, name).toEqual(before.get(name)?.values)
        else expect(values, name).not.toEqual(before.get(name)?.values)
      }
      tf.dispose(clips)
      adam.dispose()
      network.dispose()
    },
  )

  test('gives the rest the gradients that it has where nothing is frozen and all statistics are stored ones', () => {
    const network = warmedUp()
    const names = network.trainableNames('layer2')
    const whole = gradients(network, network.trainableNames())
    for (const [name, values] of gradients(network, names, 'layer2')) {
      const expected = whole.get(name)!
      const largest = Math.max(...expected.map(Math.abs))
      values.forEach((value, index) => {
        expect(Math.abs(value - expected[index]!), name).toBeLessThanOrEqual(1e-5 * largest + 1e-9)
      })
    }
    network.dispose()
  })

  test('takes less memory the more is frozen, and gives all of it back', async () => {
    const network = warmedUp()
    const adam = createAdam({ learningRate: 1e-3 })
    const clips = someClips(128)
    /** Above what weights, moments and clips take between steps. */
    const peak = async (options: { frozenThrough?: Stage }): Promise<number> => {
      const held = tf.memory().numBytes
      const { peakBytes } = await tf.profile(() => {
        trainStep(network, adam, clips, labels, { random: createRandom(1), ...options })
        return []
      })
      return peakBytes - held
    }
    await peak({})
    const { numTensors } = tf.memory()
    const all = await peak({})
    const upper = await peak({ frozenThrough: 'layer2' })
    const head = await peak({ frozenThrough: 'layer4' })
    expect(tf.memory().numTensors).toBe(numTensors)
    expect(upper).toBeLessThan(0.5 * all)
    expect(head).toBeLessThanOrEqual(upper)
    tf.dispose(clips)
    adam.dispose()
    network.dispose()
  })
})

describe("a frozen stage's output, kept", () => {
  test.each([
    { backbone: 'resnet10', size: 48 },
    { backbone: 'resnet50', size: 75 },
  ] as const)('has the size that is reckoned with before: %j', (choice) => {
    const network = createNetwork({ ...config, ...choice }, 1)
    tf.tidy(() => {
      const clips = tf.zeros([1, 1, choice.size, choice.size, 3]) as tf.Tensor5D
      for (const stage of stages) {
        expect(network.perFrame!.stageOutput(clips, stage).shape, stage).toEqual([
          1,
          ...network.perFrame!.stageShape(stage),
        ])
      }
    })
    network.dispose()
  })

  test.each(stages)('trains what lies behind %s as the clips themselves do, and scores the same', (after) => {
    const clips = someClips()
    const losses = (kept: boolean): number[] => {
      const network = warmedUp()
      const adam = createAdam({ learningRate: 1e-3 })
      const output = network.perFrame!.stageOutput(clips, after)
      const input: tf.Tensor5D | StageFeatures = kept ? { output, frames, after } : clips
      const seen = Array.from({ length: 3 }, (_, step) => {
        return trainStep(network, adam, input, labels, { random: createRandom(step), frozenThrough: after }).loss
      })
      const scores = tf.tidy(() =>
        kept
          ? network.perFrame!.forwardFrom(output, frames, after, { training: false }).logits.arraySync()
          : network.forward(clips, { training: false }).logits.arraySync(),
      )
      tf.dispose(output)
      adam.dispose()
      network.dispose()
      return [...seen, ...scores.flat()]
    }
    const fromClips = losses(false)
    losses(true).forEach((value, index) => expect(value).toBeCloseTo(fromClips[index]!, 5))
    tf.dispose(clips)
  })

  test('of layer4 may be kept pooled', () => {
    const network = warmedUp()
    tf.tidy(() => {
      const output = network.perFrame!.stageOutput(someClips(), 'layer4')
      const scores = (kept: tf.Tensor4D) =>
        network.perFrame!.forwardFrom(kept, frames, 'layer4', { training: false }).logits
      expect(scores(tf.mean(output, [1, 2], true)).arraySync()).toEqual(scores(output).arraySync())
    })
    network.dispose()
  })
})

describe('a network for single frames under an LSTM', () => {
  const lstm = { hidden: 8, layers: 1, bidirectional: true, readout: 'attention', dropout: 0, classes: 3 } as const
  const alexnet: RecurrentConfig = {
    ...{ ...lstm, family: 'recurrent', cnn: 'alexnet', reads: 'scores', width: 8, frames, size: 63 },
  }
  const builds = [
    ['AlexNet', alexnet],
    ['InceptionV3', { ...alexnet, cnn: 'inception-v3', reads: 'features', width: 4, size: 75 }],
    ['ResNet-18 with its classifier', { ...alexnet, cnn: 'resnet18', size: 48 }],
  ] as const

  test.each(builds)('stays to the bit where it is frozen whole: %s', (_, build: RecurrentConfig) => {
    const network = createNetwork(build, 1)
    const adam = createAdam({ learningRate: 1e-2 })
    const before = exportWeights(network)
    const clips = someClips(build.size)
    const options = { random: createRandom(1), frozenThrough: 'layer4' } as const
    for (let step = 0; step < 2; step++) trainStep(network, adam, clips, labels, options)
    for (const [name, { values }] of exportWeights(network)) {
      if (name.endsWith('num_batches_tracked')) continue
      if (name.startsWith('backbone.')) expect(values, name).toEqual(before.get(name)?.values)
      else expect(values, name).not.toEqual(before.get(name)?.values)
    }
    expect(network.trainableNames('layer4').every((name) => /^(lstm|attention|fc)\./.test(name))).toBe(true)
    tf.dispose(clips)
    adam.dispose()
    network.dispose()
  })

  test.each(builds)('makes what is kept of the size that is reckoned with, and teaches as clips do: %s', (_, build) => {
    const clips = someClips(build.size)
    // AlexNet drops values where it learns; frozen it doesn't.
    const dropping: RecurrentConfig = { ...build, dropout: 0.4 }
    const losses = (kept: boolean): number[] => {
      const network = createNetwork(dropping, 1)
      const adam = createAdam({ learningRate: 1e-3 })
      const output = network.perFrame!.stageOutput(clips, 'layer4')
      expect(output.shape.slice(1)).toEqual(network.perFrame!.stageShape('layer4'))
      const pooled = tf.tidy(() => tf.mean(output, [1, 2], true) as tf.Tensor4D)
      const input: tf.Tensor5D | StageFeatures = kept ? { output: pooled, frames, after: 'layer4' } : clips
      const seen = Array.from({ length: 3 }, (_, step) => {
        return trainStep(network, adam, input, labels, { random: createRandom(step), frozenThrough: 'layer4' }).loss
      })
      tf.dispose([output, pooled])
      adam.dispose()
      network.dispose()
      return seen
    }
    const fromClips = losses(false)
    losses(true).forEach((value, index) => expect(value).toBeCloseTo(fromClips[index]!, 5))
    tf.dispose(clips)
  })
})
