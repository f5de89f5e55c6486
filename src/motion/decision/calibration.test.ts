import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../domain/random.ts'
import { fitScale, logLoss, probabilitiesOf, type Judged } from './calibration.ts'

test('probabilities add up to one and keep the order of the outputs', () => {
  const output = fc.double({ min: -50, max: 50, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(output, { minLength: 2, maxLength: 8 }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      (outputs, scale) => {
        const scores = probabilitiesOf(outputs, scale)
        expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 9)
        const best = outputs.indexOf(Math.max(...outputs))
        expect(scores[best]).toBe(Math.max(...scores))
      },
    ),
  )
})

/** Clips judged right in three of four cases, with outputs that say nothing of how sure one may be. */
function someJudged(): Judged[] {
  const random = createRandom(3)
  return Array.from({ length: 80 }, (_, clip) => {
    const truth = clip % 4
    const said = random.next() < 0.75 ? truth : random.integer(4)
    return { truth, outputs: [0, 1, 2, 3].map((label) => (label === said ? 6 : -6) + random.next()) }
  })
}

test('the fitted scale makes the loss smaller than none, and no other makes it much smaller', () => {
  const judged = someJudged()
  const fitted = logLoss(judged, fitScale(judged))
  expect(fitted).toBeLessThan(logLoss(judged, 1) / 2)
  for (const scale of [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]) expect(fitted).toBeLessThan(logLoss(judged, scale) + 0.02)
})

test('clips that are all judged right do not make it certain', () => {
  const judged = Array.from({ length: 8 }, (_, clip) => ({
    truth: clip % 2,
    outputs: [clip % 2 === 0 ? 1 : -1, clip % 2 === 0 ? -1 : 1],
  }))
  const [sure] = probabilitiesOf([1, -1], fitScale(judged))
  expect(sure).toBeGreaterThan(0.8)
  expect(sure).toBeLessThan(0.99)
})
