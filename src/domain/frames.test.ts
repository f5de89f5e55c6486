import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  durationSecs,
  frameBySecs,
  frameDurationSecs,
  frameToSecs,
  isVariableFrameRate,
  keyFrameBefore,
  secsToFrame,
  spanOf,
  temporalIou,
  typicalFrameSecs,
  type FrameTable,
} from './frames.ts'

const table = (pts: number[], den = 1000, keyFrames = [0]): FrameTable => ({
  timeBase: { num: 1, den },
  pts,
  keyFrames,
})

/** Any recording: a start anywhere, frames spaced as unevenly as phones space them. */
const anyTable = fc
  .tuple(
    fc.integer({ min: -5000, max: 5000 }),
    fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }),
  )
  .map(([start, gaps]) => table(gaps.reduce((pts, gap) => [...pts, pts.at(-1)! + gap], [start])))

describe('frames and seconds', () => {
  test('the time of a frame leads back to that frame, whatever the spacing and the start', () => {
    fc.assert(
      fc.property(anyTable, (recording) => {
        recording.pts.forEach((_, i) => expect(secsToFrame(recording, frameToSecs(recording, i))).toBe(i))
      }),
    )
  })

  test('between two frames the earlier one is on screen; outside the recording its ends are', () => {
    const recording = table([500, 540, 700])
    expect(secsToFrame(recording, 0.1)).toBe(1)
    expect(secsToFrame(recording, -3)).toBe(0)
    expect(secsToFrame(recording, 99)).toBe(2)
  })

  test('a step by seconds gets over a gap that is longer, and stays inside', () => {
    const recording = table([0, 500, 4500, 5000, 5500, 6000])
    expect(frameBySecs(recording, 1, 1)).toBe(2)
    expect(frameBySecs(recording, 2, 1)).toBe(4)
    expect(frameBySecs(recording, 2, -1)).toBe(1)
    expect(frameBySecs(recording, 5, 1)).toBe(5)
    expect(frameBySecs(recording, 0, -1)).toBe(0)
  })

  test('seconds count from the first frame, also when timestamps start below zero', () => {
    expect(frameToSecs(table([-40, 0, 40]), 2)).toBeCloseTo(0.08)
    expect(() => frameToSecs(table([0]), 1)).toThrow(RangeError)
  })

  test('a recording lasts to the end of its last frame', () => {
    const recording = table([0, 40, 80, 120])
    expect(frameDurationSecs(recording, 3)).toBeCloseTo(0.04)
    expect(durationSecs(recording)).toBeCloseTo(0.16)
    expect(durationSecs(table([7]))).toBe(0)
    expect(typicalFrameSecs(table([0, 40, 80, 500]))).toBeCloseTo(0.04)
  })
})

describe('what is said about a recording', () => {
  test('rounding to the time base is no variable frame rate, a dropped frame is', () => {
    expect(isVariableFrameRate(table([0, 33, 67, 100, 133, 167]))).toBe(false)
    expect(isVariableFrameRate(table([0, 33, 67, 133, 167]))).toBe(true)
    expect(isVariableFrameRate(table([0]))).toBe(false)
  })

  test('decoding starts at the key frame before', () => {
    const recording = table([0, 40, 80, 120, 160], 1000, [0, 3])
    expect([0, 2, 3, 4].map((frame) => keyFrameBefore(recording, frame))).toEqual([0, 0, 3, 3])
    expect(keyFrameBefore(table([0, 40], 1000, []), 1)).toBe(0)
  })
})

test('overlap of segments counts frames, both ends included', () => {
  expect(temporalIou({ first: 0, last: 9 }, { first: 5, last: 14 })).toBeCloseTo(5 / 15)
  expect(temporalIou({ first: 3, last: 3 }, { first: 3, last: 3 })).toBe(1)
  expect(temporalIou({ first: 0, last: 4 }, { first: 5, last: 9 })).toBe(0)
})

test('segments span from the first frame of all to the last, however many are selected', () => {
  expect(spanOf([{ first: 12, last: 20 }])).toEqual({ first: 12, last: 20 })
  const many = Array.from({ length: 200_000 }, (_, i) => ({ first: 200_000 - i, last: 300_000 - i }))
  expect(spanOf(many)).toEqual({ first: 1, last: 300_000 })
})
