import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTensorFlow } from '../../../test/parity/tensorflow.ts'
import { createRandom } from '../../domain/random.ts'
import { createAdam } from '../adam.ts'
import { elementCount } from '../architecture/parameter-spec.ts'
import { attentionNames, networkDefaults, placementNames, type NetworkConfig } from '../config.ts'
import { gradCam } from '../explain.ts'
import { createNetworkFrom, type Network } from '../network.ts'
import { startingValues } from '../parameters.ts'
import { trainStep } from '../training.ts'
import { foldNetwork } from './inference-network.ts'

const small = { ...networkDefaults, width: 8, reduction: 4, hidden: 12, classes: 5, frames: 2, size: 40 } as const

beforeAll(() => {
  loadTensorFlow()
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm')
})

/** A network as training leaves it: norms that neither scale by 1 nor shift by 0. */
function trained(config: NetworkConfig): Network {
  const start = startingValues(3)
  return createNetworkFrom(config, (spec) => {
    const values = start(spec)
    const random = createRandom(4).stream(spec.name)
    if (spec.kind === 'scale' || spec.kind === 'variance') return values.map(() => 0.5 + random.next())
    if (spec.kind === 'shift' || spec.kind === 'mean') return values.map(() => 0.4 * random.next() - 0.2)
    return values
  })
}

function clipsFor({ frames, size }: NetworkConfig): tf.Tensor5D {
  const random = createRandom(5)
  const values = Float32Array.from({ length: elementCount([2, frames, size, size, 3]) }, () => 2 * random.next() - 1)
  return tf.tensor5d(values, [2, frames, size, size, 3])
}

type Said = { readonly logits: number[]; readonly maps: Float32Array[] }

/** Scores of two clips, and Grad-CAM of the first, whole and folded, on one backend. */
async function sayOn(backend: string, config: NetworkConfig): Promise<{ whole: Said; folded: Said }> {
  await tf.setBackend(backend)
  await tf.ready()
  const network = trained(config)
  const folded = foldNetwork(network)
  const clips = clipsFor(config)
  const said = (from: Parameters<typeof gradCam>[0]): Said =>
    tf.tidy(() => ({
      logits: Array.from(from.forward(clips, { training: false }).logits.dataSync<'float32'>()),
      maps: gradCam(from, tf.squeeze(tf.slice(clips, 0, 1), [0]) as tf.Tensor4D, 1).scaledMaps,
    }))
  const both = { whole: said(network), folded: said(folded) }
  for (const held of [network, folded, clips]) held.dispose()
  return both
}

function expectWithin(actual: Said, expected: Said, tolerance: number): void {
  const furthest = (a: Iterable<number>, b: ArrayLike<number>): number =>
    Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index]!)))
  expect(furthest(actual.logits, expected.logits)).toBeLessThan(tolerance)
  actual.maps.forEach((map, frame) => expect(furthest(map, expected.maps[frame]!)).toBeLessThan(1e-3))
}

const placed = attentionNames.flatMap((attention) =>
  (attention === 'none' ? (['residual'] as const) : placementNames).map((placement) => ({ attention, placement })),
)

describe.each(['resnet18', 'resnet50'] as const)('a folded %s', (backbone) => {
  test.each(placed)('scores and explains as the network it was made of: %j', async (choice) => {
    const { whole, folded } = await sayOn('tensorflow', { ...small, backbone, ...choice })
    expect(new Set(whole.logits).size).toBeGreaterThan(1)
    expectWithin(folded, whole, 1e-4)
  })
})

describe.each(['resnet10', 'resnet18', 'resnet50'] as const)('%s without TensorFlow', (backbone) => {
  test.each(attentionNames)('with attention %s, scores and explains as with it', async (attention) => {
    const config = { ...small, backbone, attention }
    const { folded: expected } = await sayOn('tensorflow', config)
    for (const backend of ['wasm', 'cpu']) {
      const { whole, folded } = await sayOn(backend, config)
      expectWithin(folded, expected, 1e-3)
      expectWithin(whole, expected, 1e-3)
    }
  })
})

test.each(attentionNames)('in bfloat16, with attention %s, it scores nearly the same', async (attention) => {
  await tf.setBackend('tensorflow')
  const network = trained({ ...small, backbone: 'resnet18', attention })
  const [exact, rough] = [foldNetwork(network), foldNetwork(network, { precision: 'bf16' })]
  const clips = clipsFor(network.config)
  const before = tf.memory().numTensors
  const [expected, actual] = [exact, rough].map((folded) =>
    tf.tidy(() => Array.from(folded.forward(clips).logits.dataSync<'float32'>())),
  ) as [number[], number[]]
  expect(tf.memory().numTensors).toBe(before)
  actual.forEach((score, index) => expect(Math.abs(score - expected[index]!)).toBeLessThan(2e-2))
  expect(actual).not.toEqual(expected)
  for (const held of [network, exact, rough, clips]) held.dispose()
})

test('prediction leaves no tensor behind, and a folded network outlives the one it was made of', async () => {
  await tf.setBackend('tensorflow')
  const before = tf.memory().numTensors
  const config = { ...small, backbone: 'resnet18', attention: 'c-cbam' } as const
  const network = trained(config)
  const folded = foldNetwork(network)
  const clips = clipsFor(config)
  const score = (): number[] => tf.tidy(() => Array.from(folded.forward(clips).logits.dataSync<'float32'>()))
  const first = score()
  const whileThere = tf.memory().numTensors
  const optimiser = createAdam({ learningRate: 0.1 })
  trainStep(network, optimiser, clips, [0, 1], { random: createRandom(6) })
  optimiser.dispose()
  network.dispose()
  expect(score()).toEqual(first)
  expect(tf.memory().numTensors).toBe(whileThere - network.parameters.size)
  for (const held of [folded, clips]) held.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
