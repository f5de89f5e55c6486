import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../domain/random.ts'
import { anywhereStart, centreStart, middleThirdStart } from './sampling.ts'

const clipFrames = 16

/** How often each start was drawn. */
function counts(sampler: typeof middleThirdStart, lengthFrames: number, draws: number): Map<number, number> {
  const random = createRandom(lengthFrames)
  const drawn = new Map<number, number>()
  for (let index = 0; index < draws; index++) {
    const start = sampler(lengthFrames, clipFrames, random)
    drawn.set(start, (drawn.get(start) ?? 0) + 1)
  }
  return drawn
}

/** Every start the paper allows for a video of n frames: Algorithm 2 as its text says it. */
function allowedByPaper(n: number): number[] {
  const every = Array.from({ length: Math.max(n - 16, 0) + 1 }, (_, h) => h)
  return n < 48 ? every : every.filter((h) => h >= n / 3 - 16 && h <= (2 * n) / 3 - 16)
}

describe('Algorithm 2, from the middle third', () => {
  test('draws every start that the paper allows and no other, for every length from 1 to 500 frames', () => {
    for (let n = 1; n <= 500; n++) {
      const allowed = allowedByPaper(n)
      const drawn = [...counts(middleThirdStart, n, allowed.length * 20).keys()].sort((a, b) => a - b)
      expect(drawn, `${n} frames`).toEqual(allowed)
    }
  })

  test.each([[30], [48], [49], [200], [500]])('starts in a video of %i frames are equally likely', (n) => {
    const { length } = allowedByPaper(n)
    const drawn = counts(middleThirdStart, n, length * 1000)
    const chiSquare = [...drawn.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // The mean of chi-square is its degrees of freedom d, its variance 2d: five deviations are far out.
    expect(chiSquare).toBeLessThan(length - 1 + 5 * Math.sqrt(2 * length))
  })

  test('a clip never runs over the end of a video that is long enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(2000), fc.nat(), (frames, more, seed) => {
        const start = middleThirdStart(frames + more, frames, createRandom(seed))
        expect(start).toBeGreaterThanOrEqual(0)
        expect(start + frames).toBeLessThanOrEqual(frames + more)
      }),
    )
  })
})

describe('the samplers it is compared with', () => {
  test('the baseline draws any start that fits', () => {
    for (const n of [1, 15, 16, 17, 40, 100]) {
      const expected = Array.from({ length: Math.max(n - 16, 0) + 1 }, (_, h) => h)
      const drawn = [...counts(anywhereStart, n, expected.length * 40).keys()].sort((a, b) => a - b)
      expect(drawn).toEqual(expected)
    }
  })

  test('the centre is as far from both ends, to a frame', () => {
    for (let n = 16; n <= 500; n++) {
      const start = centreStart(n, clipFrames)
      expect(Math.abs(n - (start + 16) - start)).toBeLessThanOrEqual(1)
    }
  })
})
