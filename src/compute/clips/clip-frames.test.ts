import { describe, expect, it } from 'vitest'
import { createRandom } from '../../domain/random.ts'
import { centreViews, drawnView, evenViews, viewFrames } from './clip-frames.ts'

const timing = { frames: 4, frameStep: 3 }

describe('frames that the network sees of a clip', () => {
  it('loop a clip that is too short instead of leaving it out', () => {
    expect(viewFrames(20, 5, timing)).toEqual([5, 8, 11, 14])
    expect(viewFrames(5, 0, timing)).toEqual([0, 3, 1, 4])
    expect(viewFrames(1, 0, timing)).toEqual([0, 0, 0, 0])
  })

  it('lie in the middle for the score of an epoch and reach both ends for the final one', () => {
    expect(centreViews(30, timing)).toEqual([[10, 13, 16, 19]])
    const views = evenViews(30, timing)
    expect(views).toHaveLength(3)
    expect(views[0]![0]).toBe(0)
    expect(views[2]![3]).toBe(29)
    expect(evenViews(10, timing)).toHaveLength(1)
    expect(evenViews(3, timing)).toHaveLength(1)
  })

  it('are drawn from the middle third with Algorithm 2, and from anywhere with the baseline', () => {
    const preprocessing = { resize: 72, size: 64, frames: 16, frameStep: 1, mean: [0, 0, 0], std: [1, 1, 1] } as const
    const starts = (sampling: 'middle-third' | 'uniform'): number[] =>
      Array.from({ length: 400 }, (_, seed) => {
        return drawnView(
          90,
          { sampling, preprocessing: { ...preprocessing, mean: [0, 0, 0], std: [1, 1, 1] } },
          createRandom(seed),
        )[0]!
      })
    const middle = starts('middle-third')
    expect([Math.min(...middle), Math.max(...middle)]).toEqual([14, 44])
    const uniform = starts('uniform')
    expect(Math.min(...uniform)).toBeLessThan(5)
    expect(Math.max(...uniform)).toBeGreaterThan(69)
  })
})
