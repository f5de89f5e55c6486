import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { createRandom } from '../domain/random.ts'
import { createAdam } from './adam.ts'
import { networkDefaults, type RlnetConfig } from './config.ts'
import { createNetwork } from './network.ts'
import { loadStart } from './start.ts'
import type { FileTensor } from './tensor-file.ts'
import { trainStep } from './training.ts'
import { exportWeights } from './weights.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

const plain: RlnetConfig = {
  ...networkDefaults,
  backbone: 'resnet10',
  width: 16,
  reduction: 4,
  hidden: 12,
  classes: 4,
}

function clips(): tf.Tensor5D {
  const random = createRandom(3)
  return tf.tensor5d(
    Float32Array.from({ length: 2 * 3 * 32 * 32 * 3 }, () => 2 * random.next() - 1),
    [2, 3, 32, 32, 3],
  )
}

/** How far the features of a plain backbone move when attention is put into its blocks: a share of their length. */
function distance(attention: 'cbam' | 'c-cbam', start: 'usual' | 'near-identity'): number {
  const learned = createNetwork(plain, 1)
  const network = createNetwork({ ...plain, attention }, 2, start)
  loadStart(network, exportWeights(learned), 'learned.safetensors')
  const before = learned.perFrame!.features(clips(), { training: false })
  const after = network.perFrame!.features(clips(), { training: false })
  const moved = tf.div(tf.norm(tf.sub(after, before)), tf.norm(before)).dataSync<'float32'>()[0] as number
  learned.dispose()
  network.dispose()
  return moved
}

describe('attention put into blocks that learned without it', () => {
  test.each(['cbam', 'c-cbam'] as const)('%s leaves their features almost as they were', (attention) => {
    expect(distance(attention, 'near-identity')).toBeLessThan(0.08)
    expect(distance(attention, 'usual')).toBeGreaterThan(0.3)
  })

  test.each(['cbam', 'c-cbam'] as const)('%s can learn: one step moves every part of it', (attention) => {
    const network = createNetwork({ ...plain, attention }, 2, 'near-identity')
    const before = exportWeights(network)
    const adam = createAdam({ learningRate: 1e-2 })
    trainStep(network, adam, clips(), [0, 3], { random: createRandom(1) })
    const parts = network.trainableNames().filter((name) => name.includes('.attention.'))
    expect(parts.length).toBe(4 * 7)
    const after = exportWeights(network)
    for (const name of parts) expect(largestMove(before.get(name)!, after.get(name)!), name).toBeGreaterThan(5e-3)
    adam.dispose()
    network.dispose()
  })
})

function largestMove({ values: before }: FileTensor, { values: after }: FileTensor): number {
  const [old, fresh] = [before, after].map((values) => Array.from(values as Float32Array)) as [number[], number[]]
  return Math.max(...fresh.map((value, index) => Math.abs(value - (old[index] as number))))
}
