import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { createAdam, type Adam } from './adam.ts'
import { networkDefaults, type RlnetConfig } from './config.ts'
import { gradCam } from './explain.ts'
import { createNetwork, type Network } from './network.ts'
import { createRandom, fromState, type Random } from '../domain/random.ts'
import { crossEntropy, trainStep } from './training.ts'
import { exportWeights, loadWeights } from './weights.ts'

beforeAll(loadTensorFlow)

const small = {
  ...networkDefaults,
  backbone: 'resnet10',
  width: 8,
  reduction: 4,
  hidden: 16,
  frames: 3,
  size: 32,
} as const
const config: RlnetConfig = { ...small, attention: 'cbam', classes: 3 }
const labels = [0, 1, 2, 0, 1, 2]

/** Clips of a bright square that is still, moves right, or moves down; the caller disposes it. */
function movingSquares(seed: number): tf.Tensor5D {
  const random = createRandom(seed)
  const clips = tf.buffer([labels.length, 3, 32, 32, 3])
  labels.forEach((label, clip) => {
    const [left, top] = [4 + random.integer(8), 4 + random.integer(8)]
    for (let frame = 0; frame < 3; frame++)
      for (let row = 0; row < 8; row++)
        for (let column = 0; column < 8; column++)
          for (let channel = 0; channel < 3; channel++) {
            const [down, right] = [label === 2 ? frame * 5 : 0, label === 1 ? frame * 5 : 0]
            clips.set(2, clip, frame, top + down + row, left + right + column, channel)
          }
  })
  return clips.toTensor() as tf.Tensor5D
}

/** Tensors and buffers that tfjs counts, and those that the binding holds for TensorFlow. */
function held(): { tensors: number; buffers: number; native: number } {
  const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number } }
  const { numTensors, numDataBuffers } = tf.memory()
  return { tensors: numTensors, buffers: numDataBuffers, native: binding.getNumOfTensors() }
}

interface Run {
  readonly network: Network
  readonly adam: Adam
  readonly random: Random
}

function start(seed: number, changes: Partial<RlnetConfig> = {}): Run {
  return {
    network: createNetwork({ ...config, ...changes }, seed),
    adam: createAdam({ learningRate: 3e-3 }),
    random: createRandom(seed),
  }
}

function stop({ network, adam }: Run): void {
  network.dispose()
  adam.dispose()
}

function train({ network, adam, random }: Run, steps: number, firstBatch = 0): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const clips = movingSquares(firstBatch + step)
    const { loss } = trainStep(network, adam, clips, labels, { random })
    clips.dispose()
    return loss
  })
}

describe('training', () => {
  test.each([
    { attention: 'none', head: 'lstm' },
    { attention: 'c-cbam', head: 'lstm' },
    { attention: 'cbam', head: 'mean', placement: 'input' },
  ] as const)('learns to tell movements apart: %j', (changes) => {
    const run = start(1, changes)
    const losses = train(run, 25)
    const mean = (part: number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length
    expect(mean(losses.slice(-5))).toBeLessThan(0.5 * mean(losses.slice(0, 5)))
    stop(run)
  })

  test.each(['float32', 'bf16'] as const)(
    'keeps no tensor and no memory from step to step, in %s: the 200th has what the 10th had',
    (precision) => {
      const clips = movingSquares(1)
      const first = start(1)
      // What is made once and kept for all steps that follow.
      trainStep(first.network, first.adam, clips, labels, { random: first.random, precision })
      stop(first)
      const before = held()
      const run = start(1)
      const step = (): unknown => trainStep(run.network, run.adam, clips, labels, { random: run.random, precision })
      for (let done = 0; done < 10; done++) step()
      const early = { ...held(), residentBytes: process.memoryUsage.rss() }
      for (let done = 10; done < 200; done++) step()
      expect(held()).toEqual({ tensors: early.tensors, buffers: early.buffers, native: early.native })
      // A step's activations are 20 MB here: 190 leaked ones would be gigabytes.
      expect(process.memoryUsage.rss() - early.residentBytes).toBeLessThan(200e6)
      stop(run)
      expect(held()).toEqual(before)
      clips.dispose()
    },
    // Two hundred steps, on machines that have other work too.
    300_000,
  )

  test.each([
    ['in the middle of the backbone', 'backbone.layer3.0.conv2.weight', NaN],
    ['in the stem', 'backbone.conv1.weight', Infinity],
    ['in the head', 'fc.weight', NaN],
  ])('a value that is no number %s is never taken for a loss', (_, name, value) => {
    const run = start(1)
    const variable = run.network.parameters.get(name)!
    tf.tidy(() => variable.assign(tf.fill(variable.shape, value)))
    expect(train(run, 1)).toEqual([NaN])
    stop(run)
  })

  test('the same seed gives the same losses, another seed others', () => {
    const losses = (seed: number): number[] => {
      const run = start(seed)
      const got = train(run, 4)
      stop(run)
      return got
    }
    expect(losses(1)).toEqual(losses(1))
    expect(losses(1)).not.toEqual(losses(2))
  })

  test('a run that is stopped and resumed has the losses of one that was not', () => {
    const whole = start(1)
    const uninterrupted = train(whole, 6)
    stop(whole)

    const first = start(1)
    const before = train(first, 3)
    const kept = {
      weights: exportWeights(first.network),
      adam: first.adam.exportState(),
      random: first.random.state(),
    }
    stop(first)
    const second = { ...start(99), random: fromState(kept.random) }
    loadWeights(second.network, kept.weights)
    second.adam.importState(kept.adam, second.network.parameters)
    expect([...before, ...train(second, 3, 3)]).toEqual(uninterrupted)
    stop(second)
  })

  test('without a source of random numbers dropout says so', () => {
    const run = start(1)
    const clips = movingSquares(1)
    expect(() => tf.tidy(() => run.network.forward(clips, { training: true }))).toThrow('random')
    clips.dispose()
    stop(run)
  })
})

describe('evaluation', () => {
  test('of a clip does not depend on what else is in the batch, and changes nothing', () => {
    const run = start(1)
    train(run, 2)
    const clips = movingSquares(1)
    const before = exportWeights(run.network)
    tf.tidy(() => {
      const all = run.network.forward(clips, { training: false }).logits.arraySync()
      const one = run.network.forward(tf.slice(clips, [2], [1]), { training: false }).logits.arraySync()
      one[0]?.forEach((score, index) => expect(score).toBeCloseTo(all[2]?.[index] as number, 4))
    })
    expect(exportWeights(run.network)).toEqual(before)
    clips.dispose()
    stop(run)
  })

  test('backbone and head apart give what they give together', () => {
    const run = start(1)
    tf.tidy(() => {
      const clips = movingSquares(1)
      const together = run.network.forward(clips, { training: false }).logits
      const { features, classify } = run.network.perFrame!
      const apart = classify(features(clips, { training: false }), { training: false })
      expect(apart.arraySync()).toEqual(together.arraySync())
    })
    stop(run)
  })
})

describe('the loss', () => {
  const logits = [
    [2, -1, 0],
    [0.5, 0.5, -3],
  ]
  const lossOf = (row: number, label: number): number => {
    const scores = logits[row] as number[]
    return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - (scores[label] as number)
  }
  const loss = (weights?: readonly number[]): number =>
    tf.tidy(() => crossEntropy(tf.tensor2d(logits), [0, 2], { classWeights: weights }).dataSync()[0] as number)

  test('is the mean cross-entropy', () => {
    expect(loss()).toBeCloseTo((lossOf(0, 0) + lossOf(1, 2)) / 2, 5)
  })

  test('weighs rare classes as asked, and the mean by the same weights', () => {
    expect(loss([1, 5, 3])).toBeCloseTo((lossOf(0, 0) + 3 * lossOf(1, 2)) / 4, 5)
  })
})

test("a label that is no class is an error, not another clip's label", () => {
  const logits = tf.zeros([2, 3]) as tf.Tensor2D
  expect(() => crossEntropy(logits, [3, 0])).toThrow('no class 3')
  logits.dispose()
})

describe('Grad-CAM', () => {
  test('shows one map per frame, comparable over the clip, for the class with the highest score or any other', () => {
    const run = start(1)
    train(run, 3)
    const clips = movingSquares(5)
    const clip = tf.reshape(tf.slice(clips, [1], [1]), [3, 32, 32, 3]) as tf.Tensor4D
    const before = tf.memory().numTensors
    const shown = gradCam(run.network, clip)
    expect(tf.memory().numTensors).toBe(before)
    expect(shown.logits[shown.classIndex]).toBe(Math.max(...shown.logits))
    expect(shown.maps.map((map) => map.length)).toEqual([1, 1, 1])
    expect([shown.height, shown.width]).toEqual([1, 1])
    const scaled = shown.scaledMaps.flatMap((map) => Array.from(map))
    expect(Math.min(...scaled)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...scaled)).toBeLessThanOrEqual(1)
    expect(gradCam(run.network, clip, 2).classIndex).toBe(2)
    expect(() => gradCam(run.network, clip, 3)).toThrow('no class 3')
    tf.dispose([clips, clip])
    stop(run)
  })
})
