import { describe, expect, it } from 'vitest'
import { fitted } from './geometry.ts'
import { frameTicks, timeTicks } from './ticks.ts'

const even = { timeBase: { num: 1, den: 25 }, pts: Array.from({ length: 250 }, (_, i) => i), keyFrames: [0] }
const extent = { frames: 250, widthPx: 1000 }

describe('the ruler', () => {
  it('marks round times at the frames that are shown then', () => {
    const ticks = timeTicks(fitted(extent), extent, even)
    expect(ticks.map((tick) => tick.text).slice(0, 3)).toEqual(['0:00', '0:01', '0:02'])
    expect(ticks[2]?.xPx).toBeCloseTo(200)
  })

  it('keeps the part of a second that is round, and the zeros of whole minutes', () => {
    const close = timeTicks({ startFrame: 0, framesPerPx: 0.05 }, extent, even)
    expect(close.map((tick) => tick.text).slice(0, 3)).toEqual(['0:00', '0:00.2', '0:00.4'])
    const hour = { ...even, timeBase: { num: 10, den: 1 } }
    expect(timeTicks(fitted(extent), extent, hour).map((tick) => tick.text)).toContain('10:00')
  })

  it('puts marks where uneven frames really are', () => {
    const uneven = { timeBase: { num: 1, den: 1 }, pts: [0, 1, 2, 10], keyFrames: [0] }
    const shape = { frames: 4, widthPx: 400 }
    const ticks = timeTicks(fitted(shape), shape, uneven)
    expect(ticks.find((tick) => tick.text === '0:10')?.xPx).toBe(300)
  })

  it('numbers frames as far apart as their numbers need', () => {
    expect(
      frameTicks(fitted(extent), extent)
        .map((tick) => tick.text)
        .slice(0, 3),
    ).toEqual(['0', '20', '40'])
  })
})
