import { describe, expect, it } from 'vitest'
import { FrameCache } from './frame-cache.ts'

function frame(closed: number[], index: number) {
  return { close: () => closed.push(index) }
}

describe('FrameCache', () => {
  it('never holds more frames than the memory it was given, and closes what leaves', () => {
    const closed: number[] = []
    const cache = new FrameCache(3)
    for (const index of [10, 11, 12, 13, 14]) cache.put(index, frame(closed, index), 14)
    expect(cache.size).toBe(3)
    expect(closed).toEqual([10, 11])
    expect([12, 13, 14].every((index) => cache.has(index))).toBe(true)
  })

  it('lets go of what lies ahead when the playhead steps back', () => {
    const closed: number[] = []
    const cache = new FrameCache(3)
    for (const index of [20, 19, 18, 17]) cache.put(index, frame(closed, index), 17)
    expect(closed).toEqual([20])
  })

  it('closes a frame that is decoded a second time, and all of them at the end', () => {
    const closed: number[] = []
    const cache = new FrameCache(4)
    cache.put(1, frame(closed, 1), 1)
    cache.put(1, frame(closed, 100), 1)
    expect(closed).toEqual([1])
    cache.clear()
    expect(closed).toEqual([1, 100])
    expect(cache.size).toBe(0)
  })
})
