import { describe, expect, it } from 'vitest'
import { HeldFrames } from './held-frames.ts'

describe('held frames', () => {
  it('are never more than the memory is for, and those farthest from the playhead are let go of', () => {
    const held = new HeldFrames(3)
    const gone = [10, 11, 12, 13, 14].flatMap((index) => held.put(index, 14))
    expect(gone).toEqual([10, 11])
    expect([10, 11, 12, 13, 14].filter((index) => held.has(index))).toEqual([12, 13, 14])
  })

  it('are let go of ahead when the playhead steps back', () => {
    const held = new HeldFrames(3)
    expect([20, 19, 18, 17].flatMap((index) => held.put(index, 17))).toEqual([20])
  })

  it('don’t take in what comes when the playhead has long jumped away', () => {
    const held = new HeldFrames(3)
    for (const index of [500, 501, 502]) held.put(index, 501)
    expect(held.put(0, 501)).toEqual([0])
    expect(held.has(0)).toBe(false)
    expect([500, 501, 502].every((index) => held.has(index))).toBe(true)
  })

  it('count once however often they are decoded', () => {
    const held = new HeldFrames(2)
    expect([1, 1, 1, 2].flatMap((index) => held.put(index, 1))).toEqual([])
  })
})
