import { expect, it } from 'vitest'
import { frameSeen } from './reaction-lag.ts'

/** A phone's recording in milliseconds: 30 frames a second, then a second at 10, then 30 again. It starts late. */
const steps = [...Array<number>(30).fill(33), ...Array<number>(10).fill(100), ...Array<number>(30).fill(33)]
const pts = steps.reduce<number[]>((all, step) => [...all, all.at(-1)! + step], [4000])
const table = { timeBase: { num: 1, den: 1000 }, pts, keyFrames: [0] }

it('goes back by time and not by a number of frames: two where frames are long, six where they are short', () => {
  expect(frameSeen(table, 38, { lagMs: 200, rate: 1 })).toBe(36)
  expect(frameSeen(table, 60, { lagMs: 200, rate: 1 })).toBe(53)
  expect(pts[60]! - pts[53]!).toBeGreaterThanOrEqual(200)
  expect(pts[60]! - pts[54]!).toBeLessThan(200)
})

it('is exact where the lag ends on a frame’s own timestamp', () => {
  for (const [shown, seen] of [
    [40, 35],
    [35, 31],
    [32, 2],
  ] as const) {
    expect(frameSeen(table, shown, { lagMs: pts[shown]! - pts[seen]!, rate: 1 })).toBe(seen)
  }
})

it('goes further at a higher speed, and forward where the film ran backward', () => {
  expect(frameSeen(table, 38, { lagMs: 200, rate: 2 })).toBe(34)
  expect(frameSeen(table, 34, { lagMs: 200, rate: -1 })).toBe(36)
})

it('stays inside the recording, and marks the very frame without a lag', () => {
  expect(frameSeen(table, 3, { lagMs: 500, rate: 1 })).toBe(0)
  expect(frameSeen(table, 69, { lagMs: 900, rate: -4 })).toBe(70)
  expect(frameSeen(table, 17, { lagMs: 0, rate: 4 })).toBe(17)
})
