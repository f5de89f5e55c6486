import { describe, expect, it } from 'vitest'
import { fitted } from './geometry.ts'
import { frameTicks, timeTicks } from './ticks.ts'

const even = { timeBase: { num: 1, den: 25 }, pts: Array.from({ length: 250 }, (_, i) => i), keyFrames: [0] }
const extent = { frames: 250, widthPx: 1000 }

describe('the ruler', () => {
  it('marks round times at the frames that are shown then', () => {
    const ticks = timeTicks(fitted(extent), extent, even, 10)
    expect(ticks.map((tick) => tick.text).slice(0, 3)).toEqual(['0:00', '0:01', '0:02'])
    expect(ticks[2]?.xPx).toBeCloseTo(200)
  })

  it('keeps the part of a second that is round, and the zeros of whole minutes', () => {
    const close = timeTicks({ startFrame: 0, framesPerPx: 0.05 }, extent, even, 10)
    expect(close.map((tick) => tick.text).slice(0, 3)).toEqual(['0:00', '0:00.2', '0:00.4'])
    const hour = { ...even, timeBase: { num: 10, den: 1 } }
    expect(timeTicks(fitted(extent), extent, hour, 2500).map((tick) => tick.text)).toContain('10:00')
  })

  it('puts marks where uneven frames really are', () => {
    const uneven = { timeBase: { num: 1, den: 1 }, pts: [0, 1, 2, 10], keyFrames: [0] }
    const shape = { frames: 4, widthPx: 400 }
    const ticks = timeTicks(fitted(shape), shape, uneven, 11)
    expect(ticks.find((tick) => tick.text === '0:10')?.xPx).toBe(300)
  })

  it('writes no time over another, however long one frame stays', () => {
    const paused = { timeBase: { num: 1, den: 1 }, pts: [0, 1, 2, 40_000, 40_001], keyFrames: [0] }
    const shape = { frames: 5, widthPx: 500 }
    const close = { startFrame: 0, framesPerPx: 0.0001 }
    expect(timeTicks(fitted(shape), shape, paused, 40_002)).toHaveLength(2)
    expect(timeTicks(close, shape, paused, 40_002)).toHaveLength(1)
    const slow = { timeBase: { num: 1, den: 10 }, pts: [0, 1], keyFrames: [0] }
    const two = { frames: 2, widthPx: 1000 }
    expect(timeTicks(fitted(two), two, slow, 0.2).map(({ text }) => text)).toEqual(['0:00', '0:00.1'])
  })

  it('numbers frames as far apart as their numbers need', () => {
    expect(
      frameTicks(fitted(extent), extent)
        .map((tick) => tick.text)
        .slice(0, 3),
    ).toEqual(['0', '20', '40'])
  })

  it('numbers every frame where it is a cell: whole numbers where they fit, two digits between tenths where not', () => {
    const wide = frameTicks({ startFrame: 100, framesPerPx: 1 / 64 }, { frames: 250, widthPx: 256 })
    expect(wide.map((tick) => tick.text).slice(-4)).toEqual(['100', '101', '102', '103'])
    const narrow = frameTicks({ startFrame: 120_018, framesPerPx: 1 / 25 }, { frames: 250_000, widthPx: 150 })
    expect(narrow.map((tick) => tick.text).slice(-6)).toEqual(['18', '19', '120,020', '', '22', '23'])
  })

  it('takes no longer at the end of a match than at its start', () => {
    const match = { timeBase: { num: 1, den: 25 }, pts: Array.from({ length: 270_000 }, (_, i) => i), keyFrames: [0] }
    const ticks = timeTicks(
      { startFrame: 269_000, framesPerPx: 0.05 },
      { frames: 270_000, widthPx: 1000 },
      match,
      10_800,
    )
    expect(ticks.map((tick) => tick.text)).toContain('2:59:20.4')
    expect(ticks.length).toBeLessThan(20)
  })
})
