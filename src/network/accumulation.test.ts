/** A batch in several passes learns what it would learn in one. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { createRandom } from '../domain/random.ts'
import { createAdam } from './adam.ts'
import { networkDefaults } from './config.ts'
import { addGradients, clipGradients, type Gradients } from './gradients.ts'
import { createNetwork, type Network } from './network.ts'
import { crossEntropy, gradientsOf, trainStep, trainStepInParts, type TrainStepOptions } from './training.ts'
import { exportWeights } from './weights.ts'

beforeAll(loadTensorFlow)

const labels = [0, 1, 2, 0, 1, 2, 0]
const classWeights = [1, 4, 0.5]
const small = { ...networkDefaults, backbone: 'resnet10', width: 8, hidden: 16, frames: 3, size: 32 } as const
const network = (dropout = 0) => createNetwork({ ...small, reduction: 4, attention: 'cbam', classes: 3, dropout }, 1)
const noise = () => tf.randomNormal([labels.length, 3, 32, 32, 3], 0, 1, 'float32', 5) as tf.Tensor5D

/** The clips from `first` to before `end` as a part of the batch. */
const part = (clips: tf.Tensor5D, first: number, end: number) => ({
  labels: labels.slice(first, end),
  input: () => tf.slice(clips, first, end - first),
})
const values = (gradients: Gradients) =>
  Object.entries(gradients).map(([name, gradient]) => [name, [...gradient.dataSync<'float32'>()]] as const)

describe('gradients of a batch in uneven passes', () => {
  test.each([{ weights: undefined }, { weights: classWeights }])(
    'are those of the whole batch where batch norms use stored statistics: $weights',
    ({ weights }) => {
      const [net, clips] = [network(), noise()]
      const stored = { training: false } as const
      const batchWeight = labels.reduce((sum, label) => sum + (weights?.[label] ?? 1), 0)
      const whole = gradientsOf(net, part(clips, 0, 7), stored, { classWeights: weights })
      const passes = [part(clips, 0, 3), part(clips, 3, 5), part(clips, 5, 7)].map((one) =>
        gradientsOf(net, one, stored, { classWeights: weights, batchWeight }),
      )
      const sum = passes.map(({ gradients }) => gradients).reduce(addGradients)
      expect(passes.reduce((total, { loss }) => total + loss, 0)).toBeCloseTo(whole.loss, 5)
      expect(Object.keys(sum).toSorted()).toEqual(net.trainableNames().toSorted())
      for (const [name, expected] of values(whole.gradients)) {
        const got = sum[name]!.dataSync<'float32'>()
        const largest = Math.max(...expected.map(Math.abs), 1e-3)
        expected.forEach((value, at) => expect(Math.abs(got[at]! - value) / largest, name).toBeLessThan(1e-4))
      }
      tf.dispose([clips, sum, whole.gradients])
      net.dispose()
      expect(tf.memory().numTensors).toBe(0)
    },
  )
})

describe('a step in passes', () => {
  const step = (parts: number[], options: Partial<TrainStepOptions> = {}, dropout = 0.5) => {
    const [net, clips, adam] = [network(dropout), noise(), createAdam({ learningRate: 1e-2 })]
    const bounds = parts.map((_, index) => parts.slice(0, index).reduce((sum, size) => sum + size, 0))
    const result = trainStepInParts(
      net,
      adam,
      parts.map((size, index) => part(clips, bounds[index]!, bounds[index]! + size)),
      { random: createRandom(1), ...options },
    )
    const weights = exportWeights(net)
    tf.dispose(clips)
    net.dispose()
    adam.dispose()
    return { ...result, weights }
  }

  test('in one pass is the plain step', () => {
    const [net, clips, adam] = [network(0.5), noise(), createAdam({ learningRate: 1e-2 })]
    const { loss } = trainStep(net, adam, clips, labels, { random: createRandom(1) })
    expect(step([7]).loss).toBe(loss)
    expect(step([7]).weights).toEqual(exportWeights(net))
    tf.dispose(clips)
    net.dispose()
    adam.dispose()
  })

  test('says the weighted mean over the whole batch and the logits of every clip in order', () => {
    const { loss, logits } = step([2, 3, 2], { classWeights })
    expect(logits).toHaveLength(labels.length)
    const whole = tf.tidy(() => crossEntropy(tf.tensor2d(logits), labels, { classWeights }).dataSync()[0])
    expect(loss).toBeCloseTo(whole!, 5)
  })

  test('leaves no tensor behind, and keeps every running average', () => {
    const { weights } = step([3, 4])
    expect(tf.memory().numTensors).toBe(0)
    expect(weights.get('backbone.bn1.running_mean')).not.toEqual(exportOf(network()).get('backbone.bn1.running_mean'))
  })
})

describe('gradient clipping', () => {
  const given = (): Gradients => ({ a: tf.tensor1d([3, 0]), b: tf.tensor2d([[0, 4]]) })

  test('shortens all gradients together to the length asked for, as PyTorch does', () => {
    tf.tidy(() => {
      // √(3² + 4²) = 5.
      const clipped = clipGradients(given(), 1)
      expect(clipped['a']!.dataSync()[0]).toBeCloseTo(3 / (5 + 1e-6), 6)
      expect(clipped['b']!.dataSync()[1]).toBeCloseTo(4 / (5 + 1e-6), 6)
      expect(values(clipGradients(given(), 6))).toEqual(values(given()))
    })
  })
})

function exportOf(net: Network) {
  const weights = exportWeights(net)
  net.dispose()
  return weights
}
