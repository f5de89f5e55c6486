import { describe, expect, it } from 'vitest'
import { PlayClock, shuttle } from './clock.ts'

/** A phone's uneven frames: 0, 100, 133, 200, 600 ms. */
const uneven = { timeBase: { num: 1, den: 1000 }, pts: [5000, 5100, 5133, 5200, 5600], keyFrames: [0] }

describe('PlayClock', () => {
  it('shows each frame for its own time, not at an average rate', () => {
    const clock = new PlayClock(uneven)
    clock.start(0, 1000, 1)
    const at = (ms: number) => clock.due(1000 + ms, null).frameIndex
    expect([0, 99, 101, 134, 201, 599, 601].map(at)).toEqual([0, 0, 1, 2, 3, 3, 4])
  })

  it('runs backward and at other speeds by the same timestamps', () => {
    const clock = new PlayClock(uneven)
    clock.start(4, 0, -2)
    expect(clock.due(100, null)).toEqual({ frameIndex: 3, ended: false })
    expect(clock.due(400, null)).toEqual({ frameIndex: 0, ended: true })
  })

  it('ends on the last frame, after that frame had its time', () => {
    const clock = new PlayClock(uneven)
    clock.start(4, 0, 1)
    expect(clock.due(50, null).ended).toBe(false)
    expect(clock.due(500, null)).toEqual({ frameIndex: 4, ended: true })
  })

  it('ends a loop with its last frame, backward with its first: whoever plays starts it over', () => {
    const clock = new PlayClock(uneven)
    clock.start(1, 0, 1)
    expect(clock.due(50, { first: 1, last: 2 })).toEqual({ frameIndex: 2, ended: false })
    expect(clock.due(110, { first: 1, last: 2 })).toEqual({ frameIndex: 2, ended: true })
    clock.start(1, 0, -1)
    expect(clock.due(20, { first: 1, last: 2 })).toEqual({ frameIndex: 1, ended: true })
  })

  it('follows the sound when that is late or early', () => {
    const clock = new PlayClock(uneven)
    clock.start(0, 0, 1)
    clock.nudge(20)
    expect(clock.due(110, null).frameIndex).toBe(0)
    expect(clock.secsAt(120)).toBeCloseTo(0.1, 9)
  })
})

describe('shuttle', () => {
  it('starts at normal speed, then goes along the ladder and turns round at its slow end', () => {
    expect(shuttle(1, false, -1)).toBe(-1)
    expect(shuttle(1, true, 1)).toBe(1.5)
    expect(shuttle(4, true, 1)).toBe(4)
    expect(shuttle(0.1, true, -1)).toBe(-0.1)
    expect(shuttle(-4, true, -1)).toBe(-4)
  })
})
