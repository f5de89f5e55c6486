import { describe, expect, test } from 'vitest'
import { heatColour } from '../../domain/heat-colours.ts'
import type { Picture } from './overlay.ts'
import { renderOverlay } from './overlay.ts'

const grey = (width: number, height: number): Picture => ({
  width,
  height,
  rgb: new Uint8Array(width * height * 3).fill(100),
})
const pixel = (picture: Picture, x: number, y: number): number[] => {
  const at = (y * picture.width + x) * 3
  return [...picture.rgb.subarray(at, at + 3)]
}

describe('Grad-CAM overlay', () => {
  test('a hot cell colours its own corner of the frame, and cold places stay as filmed', () => {
    const seen = renderOverlay(grey(80, 40), { width: 2, height: 2, values: [0, 0, 0, 255], coverage: 1 })
    expect(pixel(seen, 0, 0)).toEqual([100, 100, 100])
    const [red, green, blue] = pixel(seen, 79, 39)
    const hot = heatColour(255)
    expect([red, green, blue]).toEqual(hot.map((channel) => Math.round(100 * (1 - 0.68) + channel * 0.68)))
  })

  test('between the cells the colour changes smoothly', () => {
    const seen = renderOverlay(grey(64, 2), { width: 2, height: 1, values: [0, 255], coverage: 1 })
    const greens = Array.from({ length: 64 }, (_, x) => pixel(seen, x, 0)[1]!)
    for (let x = 1; x < 64; x++) expect(Math.abs(greens[x]! - greens[x - 1]!)).toBeLessThan(25)
  })

  test('the margin that the network never saw is left alone', () => {
    const seen = renderOverlay(grey(100, 100), { width: 1, height: 1, values: [255], coverage: 0.8 })
    expect(pixel(seen, 5, 50)).toEqual([100, 100, 100])
    expect(pixel(seen, 50, 94)).toEqual([100, 100, 100])
    expect(pixel(seen, 50, 50)).not.toEqual([100, 100, 100])
    expect(pixel(seen, 11, 11)).not.toEqual([100, 100, 100])
  })

  test('the frame handed in is not changed', () => {
    const frame = grey(4, 4)
    renderOverlay(frame, { width: 1, height: 1, values: [255], coverage: 1 })
    expect(new Set(frame.rgb)).toEqual(new Set([100]))
  })

  test('a grid with too few values is refused instead of drawn wrongly', () => {
    expect(() => renderOverlay(grey(4, 4), { width: 2, height: 2, values: [1], coverage: 1 })).toThrow(RangeError)
  })
})
