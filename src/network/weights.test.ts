import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { Problem } from '../domain/problem.ts'
import type { ParameterSpec } from './architecture/parameter-spec.ts'
import { networkDefaults, type NetworkConfig } from './config.ts'
import { createNetwork, type Network } from './network.ts'
import { startingValues, toNativeLayout, toTorchLayout } from './parameters.ts'
import { createRandom } from '../domain/random.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'
import type { FileTensor } from './tensor-file.ts'
import { exportWeights, loadWeights } from './weights.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

const small = {
  ...networkDefaults,
  backbone: 'resnet10',
  width: 8,
  reduction: 4,
  hidden: 12,
  frames: 3,
  size: 32,
} as const
const config: NetworkConfig = { ...small, attention: 'c-cbam', classes: 5 }

function withNetworks(seeds: number[], use: (...networks: Network[]) => void): void {
  const networks = seeds.map((seed) => createNetwork(config, seed))
  use(...networks)
  networks.forEach((network) => network.dispose())
}

function logitsOf(network: Network): number[] {
  const random = createRandom(1)
  const clip = tf.tensor5d(
    Float32Array.from({ length: 3 * 32 * 32 * 3 }, () => random.next()),
    [1, 3, 32, 32, 3],
  )
  return Array.from(network.forward(clip, { training: false }).logits.dataSync())
}

function refusal(load: () => unknown): Problem {
  try {
    load()
  } catch (caught) {
    if (caught instanceof Problem) return caught
    throw caught
  }
  throw new Error('nothing was refused')
}

describe('a saved model', () => {
  test('predicts the same after it was written and read', () => {
    withNetworks([1, 2], (saved, loaded) => {
      expect(logitsOf(loaded)).not.toEqual(logitsOf(saved))
      const file = writeSafetensors({ tensors: exportWeights(saved, 30), metadata: {} })
      const report = loadWeights(loaded, readSafetensors(file, 'model.safetensors').tensors)
      expect(report).toMatchObject({ missing: [], leftOver: [] })
      expect(logitsOf(loaded)).toEqual(logitsOf(saved))
    })
  })

  test('has the names and layouts that PyTorch loads without complaint', () => {
    withNetworks([1], (network) => {
      const tensors = exportWeights(network, 30)
      const shape = (name: string): readonly number[] | undefined => tensors.get(name)?.shape
      expect(shape('backbone.conv1.weight')).toEqual([8, 3, 7, 7])
      expect(shape('backbone.layer2.0.downsample.0.weight')).toEqual([16, 8, 1, 1])
      expect(shape('backbone.layer1.0.attention.channel.fc0.weight')).toEqual([2, 16])
      expect(shape('backbone.layer1.0.attention.spatial.conv.weight')).toEqual([1, 2, 7, 7])
      expect(shape('lstm.weight_ih_l0')).toEqual([48, 64])
      expect(shape('fc.weight')).toEqual([5, 12])
      const norms = [...tensors.keys()].filter((name) => name.endsWith('running_var'))
      for (const name of norms) {
        const counter = tensors.get(name.replace('running_var', 'num_batches_tracked'))
        expect(counter).toEqual({ shape: [], values: BigInt64Array.of(30n) })
      }
    })
  })

  test('that lacks tensors, has others, or other shapes is refused by name, and nothing is changed', () => {
    withNetworks([1, 2], (network, other) => {
      const before = logitsOf(network)
      const tensors = new Map<string, FileTensor>(exportWeights(other))
      tensors.delete('fc.bias')
      tensors.set('extra.weight', { shape: [1], values: Float32Array.of(1) })
      tensors.set('backbone.bn1.weight', { shape: [4], values: new Float32Array(4) })
      const problem = refusal(() => loadWeights(network, tensors))
      expect(problem.code).toBe('MODEL_UNUSABLE')
      expect(problem.details).toMatchObject({ missing: ['fc.bias'], leftOver: ['extra.weight'] })
      for (const name of ['fc.bias', 'extra.weight', 'backbone.bn1.weight is [4]'])
        expect(problem.message).toContain(name)
      expect(logitsOf(network)).toEqual(before)
    })
  })

  test('that holds what is no number is refused by name', () => {
    withNetworks([1, 2], (network, other) => {
      const tensors = new Map<string, FileTensor>(exportWeights(other))
      const bias = tensors.get('fc.bias')!
      tensors.set('fc.bias', { ...bias, values: (bias.values as Float32Array).map(() => NaN) })
      const problem = refusal(() => loadWeights(network, tensors))
      expect(problem.code).toBe('MODEL_UNUSABLE')
      expect(problem.message).toContain('no numbers in fc.bias')
    })
  })
})

describe('layouts and starting values', () => {
  const specs: fc.Arbitrary<ParameterSpec> = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }))
      .map(([o, i, k]): ParameterSpec => ({ name: 'w', kind: 'convolution', torchShape: [o, i, k, k] })),
    fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .map(([o, i]): ParameterSpec => ({ name: 'w', kind: 'linear', torchShape: [o, i] })),
  )

  test("PyTorch's layout and back is the same, and TensorFlow's is its transpose", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const [outputs, inputs, side = 1] = spec.torchShape as [number, number, number?]
        const values = Float32Array.from({ length: outputs * inputs * side * side }, (_, index) => index)
        const native = toNativeLayout(spec, values)
        expect(toTorchLayout(spec, native)).toEqual(values)
        const torch = tf.tensor(values, [...spec.torchShape])
        const expected = tf.transpose(torch, spec.kind === 'linear' ? [1, 0] : [2, 3, 1, 0])
        expect(native).toEqual(expected.dataSync())
      }),
    )
  })

  test('start the same for the same seed and name, whatever else the network has', () => {
    const value = (seed: number, classes: number): Float32Array => {
      const network = createNetwork({ ...config, attention: 'none', classes }, seed)
      const { values } = exportWeights(network).get('lstm.weight_hh_l0') as FileTensor
      network.dispose()
      return values as Float32Array
    }
    expect(value(4, 2)).toEqual(value(4, 9))
    expect(value(4, 2)).not.toEqual(value(5, 2))
  })

  test("start with torchvision's spread", () => {
    const values = startingValues(1)
    const deviation = (numbers: Float32Array): number =>
      Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0) / numbers.length)
    const conv = values({ name: 'c', kind: 'convolution', torchShape: [64, 32, 3, 3] })
    expect(deviation(conv) / Math.sqrt(2 / (64 * 9))).toBeCloseTo(1, 1)
    const lstm = values({ name: 'l', kind: 'lstmWeight', torchShape: [400, 100] })
    expect(Math.max(...lstm)).toBeCloseTo(1 / Math.sqrt(100), 3)
    expect(Math.min(...lstm)).toBeCloseTo(-1 / Math.sqrt(100), 3)
  })
})
