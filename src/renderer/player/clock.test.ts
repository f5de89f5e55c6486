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

  it('starts over at the other end of a loop', () => {
    const clock = new PlayClock(uneven)
    clock.start(1, 0, 1)
    expect(clock.due(50, { first: 1, last: 2 }).frameIndex).toBe(2)
    expect(clock.due(110, { first: 1, last: 2 }).frameIndex).toBe(1)
    clock.start(1, 0, -1)
    expect(clock.due(20, { first: 1, last: 2 }).frameIndex).toBe(2)
  })
})

describe('shuttle', () => {
  it('starts at normal speed, then doubles, halves and turns round', () => {
    expect(shuttle(1, false, -1)).toBe(-1)
    expect(shuttle(1, true, 1)).toBe(2)
    expect(shuttle(4, true, 1)).toBe(4)
    expect(shuttle(0.25, true, -1)).toBe(-0.25)
    expect(shuttle(-4, true, -1)).toBe(-4)
  })
})
