import { expect, test } from 'vitest'
import { displaySize, fitInto, shrunkTo } from './display-size.ts'

test('oblong pixels are stretched and turned pictures stand upright', () => {
  const stored = { width: 340, height: 256, sampleAspectRatio: 64 / 51 }
  expect(displaySize({ ...stored, rotation: 0 })).toEqual({ width: 427, height: 256 })
  expect(displaySize({ ...stored, rotation: -90 })).toEqual({ width: 256, height: 427 })
  expect(displaySize({ ...stored, rotation: -180 })).toEqual({ width: 427, height: 256 })
})

test('a proxy keeps its shape in a box of either orientation, is even, and is never enlarged', () => {
  const box = { long: 1920, short: 1088 }
  expect(fitInto({ width: 3840, height: 2160 }, box)).toEqual({ width: 1920, height: 1080 })
  expect(fitInto({ width: 2160, height: 3840 }, box)).toEqual({ width: 1080, height: 1920 })
  expect(fitInto({ width: 427, height: 255 }, box)).toEqual({ width: 428, height: 256 })
  expect(fitInto({ width: 1, height: 1 }, box)).toEqual({ width: 2, height: 2 })
})

test('a shrunk picture keeps its shape, has a pixel at least, and is never enlarged', () => {
  expect(shrunkTo({ width: 1920, height: 1080 }, 720)).toEqual({ width: 720, height: 405 })
  expect(shrunkTo({ width: 1080, height: 1920 }, 720)).toEqual({ width: 405, height: 720 })
  expect(shrunkTo({ width: 427, height: 255 }, 720)).toEqual({ width: 427, height: 255 })
  expect(shrunkTo({ width: 4000, height: 1 }, 720)).toEqual({ width: 720, height: 1 })
})
