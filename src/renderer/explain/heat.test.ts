import { expect, test } from 'vitest'
import { heatColor, heatPixels } from './heat.ts'

test('more weight is never darker: the scale can be read without its colours', () => {
  const luminance = ([r, g, b]: [number, number, number]) => 0.2126 * r + 0.7152 * g + 0.0722 * b
  for (let weight = 1; weight <= 255; weight++) {
    expect(luminance(heatColor(weight))).toBeGreaterThanOrEqual(luminance(heatColor(weight - 1)) - 0.5)
  }
})

test('the picture stays visible where the network did not look', () => {
  const pixels = heatPixels([0, 255])
  expect(pixels[3]).toBeLessThan(64)
  expect(pixels[7]).toBeGreaterThan(200)
})
