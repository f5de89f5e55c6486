import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slidingWindows } from '../../domain/windows.ts'
import type { Encoder } from '../../motion/index.ts'
import { openWindowParts } from './window-statistics.ts'

const frames = 16
/** One descriptor with one component of one value: three sums. */
const encoder = [{ mixture: { components: 1, values: 1 } }] as unknown as Encoder

test('a window has the trajectories that lie in it whole, and no others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 40 }),
      (total, length, hop) => {
        const windows = slidingWindows(total, length, hop)
        const parts = openWindowParts(windows, frames, encoder)
        for (let last = frames - 1; last < total; last++) {
          const part = parts.partOf(last)
          if (part < 0) continue
          const statistics = parts.statistics(part)
          statistics.count++
          statistics.sums[0]![0]! += last
        }
        for (const window of windows) {
          const ends = Array.from({ length: total }, (_, last) => last).filter(
            (last) => last - frames + 1 >= window.first && last <= window.last,
          )
          const { count, sums } = parts.sum(window)
          expect(count).toBe(ends.length)
          expect(sums[0]![0]).toBe(ends.reduce((sum, last) => sum + last, 0))
        }
      },
    ),
  )
})

test('what is forgotten is of no window that is still to come', () => {
  const windows = slidingWindows(200, 60, 7)
  const parts = openWindowParts(windows, frames, encoder)
  for (let last = frames - 1; last < 200; last++) {
    const part = parts.partOf(last)
    if (part >= 0) parts.statistics(part).count++
  }
  const counts = windows.map((window) => parts.sum(window).count)
  windows.forEach((window, place) => {
    parts.forget(window.first)
    expect(windows.slice(place).map((later) => parts.sum(later).count)).toEqual(counts.slice(place))
  })
})
