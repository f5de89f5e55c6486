import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repairTimestamps } from './timestamps.ts'

test('sound timestamps stay as they are, wherever they start and however uneven they are', () => {
  const sound = [-180, -140, -100, 40, 41, 900]
  expect(repairTimestamps(sound)).toEqual({ pts: sound, repaired: 0 })
})

test('a missing or repeated timestamp goes between its neighbours, and only that frame changes', () => {
  expect(repairTimestamps([0, 40, null, 120, 160])).toEqual({ pts: [0, 40, 80, 120, 160], repaired: 1 })
  expect(repairTimestamps([0, 40, 40, 80, 120])).toEqual({ pts: [0, 40, 60, 80, 120], repaired: 1 })
  expect(repairTimestamps([null, 40, 80])).toEqual({ pts: [0, 40, 80], repaired: 1 })
})

test('a clock that starts again goes on at the same pace', () => {
  expect(repairTimestamps([0, 40, 80, 0, 40, 80])).toEqual({ pts: [0, 40, 80, 120, 160, 200], repaired: 3 })
})

test('without any timestamps frames stand at the rate of the header', () => {
  expect(repairTimestamps([null, null, null], 3000)).toEqual({ pts: [0, 3000, 6000], repaired: 3 })
})

test('whatever comes in, timestamps that come out increase, one per frame', () => {
  const stamps = fc.array(fc.option(fc.integer({ min: -1e12, max: 1e12 })), { minLength: 1, maxLength: 60 })
  const small = fc.array(fc.option(fc.integer({ min: -3, max: 6 })), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(fc.oneof(stamps, small), (raw) => {
      const { pts, repaired } = repairTimestamps(raw)
      expect(pts).toHaveLength(raw.length)
      expect(pts.every((value, i) => Number.isSafeInteger(value) && (i === 0 || value > pts[i - 1]!))).toBe(true)
      expect(repaired).toBe(raw.filter((value, i) => value !== pts[i]).length)
    }),
  )
})
