import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadTensorFlow } from '../../../test/parity/tensorflow.ts'
import { createRandom } from '../../domain/random.ts'
import { fisherGradient, fisherVector } from './fisher.ts'
import { fitMixture, sumsOf, type Mixture } from './mixture.ts'

beforeAll(loadTensorFlow)
beforeEach(() => tf.engine().startScope())
afterEach(() => tf.engine().endScope())

/** Of test/parity/trajectory_reference.py: from the definition, in numpy. */
const { fisher: reference } = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/trajectory-reference.json', import.meta.url), 'utf8'),
) as { fisher: Record<'weights' | 'means' | 'variances' | 'rows' | 'vector', number[]> }

const mixture: Mixture = {
  ...{ components: 3, values: 4 },
  weights: Float32Array.from(reference.weights),
  means: Float32Array.from(reference.means),
  variances: Float32Array.from(reference.variances),
}

function sumsOfRows(rows: number[], of: Mixture): Float64Array {
  const all = tf.tensor2d(rows, [rows.length / of.values, of.values])
  const { zeroth, first, second } = sumsOf(all, tf.square(all), of)
  return Float64Array.from([...zeroth, ...first, ...second])
}

test('a Fisher vector is the one that numpy computes from the definition', () => {
  const vector = fisherVector(mixture, sumsOfRows(reference.rows, mixture), reference.rows.length / 4)
  reference.vector.forEach((value, place) => expect(vector[place]).toBeCloseTo(value, 4))
})

test('statistics of parts add up to those of the whole', () => {
  const whole = sumsOfRows(reference.rows, mixture)
  const parts = [reference.rows.slice(0, 12), reference.rows.slice(12)].map((rows) => sumsOfRows(rows, mixture))
  whole.forEach((sum, place) => expect(parts[0]![place]! + parts[1]![place]!).toBeCloseTo(sum, 4))
})

test('a clip in which nothing moves has a vector of zeros, and no other is anything but 1 long', () => {
  expect(fisherVector(mixture, new Float64Array(27), 0).every((value) => value === 0)).toBe(true)
  const vector = fisherVector(mixture, sumsOfRows(reference.rows, mixture), 7)
  expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
})

test('a mixture finds the clouds that rows were drawn from, the same ones for the same seed', () => {
  const random = createRandom(2)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  const centres = [
    [0, 0],
    [8, 0],
    [0, 8],
  ] as const
  const rows = tf.tensor2d(
    Array.from({ length: 900 }, (_, row) => {
      const [x, y] = centres[row % 3 === 0 ? 0 : row % 9 === 1 ? 1 : 2]!
      return [x + normal(), y + 0.5 * normal()]
    }),
  )
  const fitted = fitMixture(rows, 3, createRandom(1))
  const found = [0, 1, 2].map((k) => ({
    at: [fitted.means[2 * k]!, fitted.means[2 * k + 1]!],
    weight: fitted.weights[k]!,
    variance: [fitted.variances[2 * k]!, fitted.variances[2 * k + 1]!],
  }))
  for (const [place, [x, y]] of centres.entries()) {
    const near = found.find(({ at }) => Math.hypot(at[0]! - x, at[1]! - y) < 0.3)!
    expect(near, `centre ${place}`).toBeDefined()
    expect(near.variance[0]).toBeCloseTo(1, 0)
    expect(near.variance[1]).toBeCloseTo(0.25, 0)
    expect(near.weight).toBeCloseTo([1 / 3, 1 / 9, 5 / 9][place]!, 1)
  }
  expect(fitMixture(rows, 3, createRandom(1))).toEqual(fitted)
})

test('the gradient of a mixture by the very rows that it was fitted to is next to nothing', () => {
  const random = createRandom(4)
  const values = Array.from({ length: 600 }, () => random.next() + random.next())
  const rows = tf.tensor2d(values, [300, 2])
  const fitted = fitMixture(rows, 1, random)
  const gradient = fisherGradient(fitted, sumsOfRows(values, fitted), 300)
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(0.01)
})
