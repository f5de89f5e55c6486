import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadTensorFlow } from '../../test/parity/tensorflow.ts'
import { createRandom } from '../domain/random.ts'
import { clipVector } from './clip-vector.ts'
import { openContributions } from './contributions.ts'
import { classify } from './decision/classifier.ts'
import { histogramValues } from './descriptors.ts'
import { addTrajectories, emptyStatistics, fitEncoders } from './encoding/encoder.ts'
import { openPacker, packedViews, type PackedTrajectories } from './packed-trajectories.ts'
import { recogniserFrom, tensorsOf } from './recogniser.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

const length = 15
const random = createRandom(7)

function drawn(count: number): PackedTrajectories {
  let bytes = new Uint8Array()
  const packer = openPacker(length, count, (all) => (bytes = all))
  for (let index = 0; index < count; index++) {
    let [x, y] = [50, 50]
    const points = Float32Array.from({ length: 32 }, (_, place) =>
      place % 2 === 0 ? (x += random.next() * 3) : (y += random.next() - 0.5),
    )
    packer.add({
      lastFrame: 20,
      points,
      histograms: Float32Array.from({ length: histogramValues }, () => random.next() / 2),
    })
  }
  packer.finish()
  return packedViews(bytes, length)
}

const made = () => {
  const encoder = fitEncoders([drawn(400)], { length, mirrored: true, components: [4] }, random).get(4)!
  const width = encoder.reduce((sum, { mixture }) => sum + 2 * mixture.components * mixture.values, 0)
  const weights = [0, 1].map(() => Float32Array.from({ length: width }, () => random.next() - 0.5))
  return { encoder, classifier: { weights, biases: Float32Array.of(0.2, -0.1), scale: 2 } }
}

test('what trajectories contribute adds up to the label’s output less its bias', () => {
  const recogniser = made()
  const parts = [drawn(60), drawn(25)]
  const statistics = emptyStatistics(recogniser.encoder)
  for (const part of parts) addTrajectories(statistics, recogniser.encoder, part, { mirrored: false })
  const outputs = classify(recogniser.classifier, clipVector(recogniser.encoder, statistics))
  for (const label of [0, 1]) {
    const reader = openContributions(recogniser, statistics, label)
    const sum = parts.flatMap((part) => [...reader.read(part)]).reduce((total, one) => total + one, 0)
    expect(sum + recogniser.classifier.biases[label]!).toBeCloseTo(outputs[label]!, 3)
  }
})

test('a recogniser comes out of its tensors as it went in; one that was tampered with is refused by name', () => {
  const recogniser = made()
  const shape = { length, components: 4, classes: 2 }
  const tensors = tensorsOf(recogniser)
  expect(recogniserFrom(tensors, shape, 'model')).toEqual({
    ...recogniser,
    classifier: { ...recogniser.classifier, scale: 2 },
  })
  const changed = (change: (copy: Map<string, { shape: readonly number[]; values: unknown }>) => void) => {
    const copy = new Map<string, { shape: readonly number[]; values: unknown }>(tensors)
    change(copy)
    return () => recogniserFrom(copy, shape, 'model')
  }
  expect(changed((copy) => copy.delete('hof.mean'))).toThrow(/hof\.mean is missing/)
  expect(changed((copy) => copy.set('more', { shape: [1], values: Float32Array.of(1) }))).toThrow(
    /more does not belong/,
  )
  expect(changed((copy) => copy.set('classifier.biases', { shape: [2], values: Float32Array.of(NaN, 0) }))).toThrow(
    /no number/,
  )
  const flat = { shape: [4], values: Float32Array.of(0.5, 0.5, 0, 0) }
  expect(changed((copy) => copy.set('hog.mixture.weights', flat))).toThrow(/no positive number/)
  expect(() => recogniserFrom(tensors, { ...shape, classes: 3 }, 'model')).toThrow(/is not 3 × /)
})

test('a clip seen in a mirror has another vector, of the same length', () => {
  const { encoder } = made()
  const clip = drawn(80)
  const [asFilmed, mirrored] = [false, true].map((seen) => {
    const statistics = emptyStatistics(encoder)
    addTrajectories(statistics, encoder, clip, { mirrored: seen })
    return clipVector(encoder, statistics)
  })
  expect(asFilmed).not.toEqual(mirrored)
  for (const vector of [asFilmed!, mirrored!]) expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
})
