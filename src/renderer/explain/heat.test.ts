import { expect, test } from 'vitest'
import { heatPixels } from './heat.ts'

test('the picture stays as filmed where the network did not look, and is covered where it looked most', () => {
  const pixels = heatPixels([0, 128, 255])
  expect([pixels[3], pixels[7], pixels[11]]).toEqual([0, 128, 255])
  expect(pixels.slice(8, 11)).not.toEqual(pixels.slice(4, 7))
})
