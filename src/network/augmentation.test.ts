import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asFilmed, drawReframing, drawShiftPixels, frameAndCrop } from './augmentation.ts'
import { createRandom } from '../domain/random.ts'

describe('Algorithm 1, the horizontal shift', () => {
  test('draws each of the twelve offsets from −6 to 6 that are not 0, equally often', () => {
    const random = createRandom(1)
    const counts = new Map<number, number>()
    for (let index = 0; index < 12_000; index++) {
      const shift = drawShiftPixels(random)
      counts.set(shift, (counts.get(shift) ?? 0) + 1)
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6])
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquare).toBeLessThan(31.3) // 11 degrees of freedom, p = 0.001
  })

  test('every pixel comes from where the offset says, edges repeated, the same in all frames', () => {
    const clips = fc.record({
      frames: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 1, max: 9 }),
      width: fc.integer({ min: 1, max: 20 }),
      trimTop: fc.nat(4),
      trimSide: fc.nat(4),
      shift: fc.integer({ min: -6, max: 6 }),
    })
    fc.assert(
      fc.property(clips, ({ frames, height, width, trimTop, trimSide, shift }) => {
        const crop = { height: Math.max(height - trimTop, 1), width: Math.max(width - trimSide, 1) }
        const clip = Uint8Array.from({ length: frames * height * width * 3 }, (_, index) => (index * 37) % 251)
        const cropped = frameAndCrop(clip, { height, width }, { ...asFilmed, shiftPixels: shift }, crop)
        const top = Math.floor((height - crop.height) / 2)
        const left = Math.floor((width - crop.width) / 2)
        const expected: number[] = []
        for (let frame = 0; frame < frames; frame++)
          for (let row = 0; row < crop.height; row++)
            for (let column = 0; column < crop.width; column++) {
              const source = Math.max(0, Math.min(width - 1, left + column - shift))
              const at = ((frame * height + top + row) * width + source) * 3
              expected.push(...clip.subarray(at, at + 3))
            }
        expect(Array.from(cropped)).toEqual(expected)
      }),
    )
  })

  test('what a centre crop cuts off at the left edge is kept by a shift to the right', () => {
    const row = Uint8Array.from({ length: 20 * 3 }, (_, index) => Math.floor(index / 3))
    const cropped = frameAndCrop(
      row,
      { height: 1, width: 20 },
      { ...asFilmed, shiftPixels: 6 },
      { height: 1, width: 8 },
    )
    expect(cropped[0]).toBe(0)
  })

  test('a crop larger than the frame is an error, not black pixels', () => {
    expect(() => frameAndCrop(new Uint8Array(12), { height: 2, width: 2 }, asFilmed, { height: 3, width: 2 })).toThrow(
      'fit',
    )
  })
})

describe('reframing', () => {
  const square = { height: 9, width: 9 }
  /** A picture that is black but for one pixel. */
  const dot = (row: number, column: number): Uint8Array => {
    const picture = new Uint8Array(9 * 9 * 3)
    picture.fill(255, (row * 9 + column) * 3, (row * 9 + column) * 3 + 3)
    return picture
  }
  const lit = (picture: Uint8Array): number[] => {
    return Array.from({ length: 81 }, (_, pixel) => pixel).filter((pixel) => picture[pixel * 3] === 255)
  }

  test('lowers the picture by whole pixels', () => {
    expect(lit(frameAndCrop(dot(3, 4), square, { ...asFilmed, lowerPixels: 2 }, square))).toEqual([5 * 9 + 4])
  })

  test('zooms about the centre', () => {
    expect(lit(frameAndCrop(dot(4, 6), square, { ...asFilmed, zoom: 2 }, square))).toContain(4 * 9 + 8)
    expect(lit(frameAndCrop(dot(4, 4), square, { ...asFilmed, zoom: 0.5 }, square))).toEqual([4 * 9 + 4])
  })

  test('stays within a few pixels and a sixth of the size', () => {
    const random = createRandom(1)
    const drawn = Array.from({ length: 500 }, () => drawReframing(random))
    expect(new Set(drawn.map(({ lowerPixels }) => lowerPixels)).size).toBe(9)
    expect(Math.min(...drawn.map(({ zoom }) => zoom))).toBeGreaterThan(0.86)
    expect(Math.max(...drawn.map(({ zoom }) => zoom))).toBeLessThan(1.17)
  })
})
