import { expect, it } from 'vitest'
import { disc, paintShape, shadeShape, type Canvas } from './canvas.ts'

function blank(value: number): Canvas {
  return { width: 40, height: 30, rgb: new Uint8Array(40 * 30 * 3).fill(value) }
}

/** Pixels covered, partly covered ones by their share. */
function covered({ rgb }: Canvas): number {
  let sum = 0
  for (let at = 1; at < rgb.length; at += 3) sum += rgb[at]! / 200
  return sum
}

it('covers as many pixels as the shape has area, with soft edges', () => {
  const canvas = blank(0)
  paintShape(canvas, [disc(20.3, 14.6, 8)], { colour: [200, 200, 200], rim: 0 })
  expect(covered(canvas) / (Math.PI * 64)).toBeGreaterThan(0.88)
  expect(covered(canvas) / (Math.PI * 64)).toBeLessThan(1.06)
  expect(new Set(canvas.rgb).size).toBeGreaterThan(10)
})

it('paints a bar from end to end, and nothing beyond', () => {
  const canvas = blank(0)
  const bar = { ax: 10, ay: 15, bx: 30, by: 15, aRadius: 3, bRadius: 3 }
  paintShape(canvas, [bar], { colour: [255, 255, 255], rim: 0 })
  const at = (x: number, y: number): number => canvas.rgb[(y * 40 + x) * 3]!
  expect(at(20, 15)).toBe(255)
  expect(at(20, 17)).toBeGreaterThan(150)
  expect(at(20, 19)).toBe(0)
  expect(at(34, 15)).toBe(0)
})

it('leaves the picture whole where a shape is partly or wholly outside', () => {
  const canvas = blank(100)
  paintShape(canvas, [disc(-500, -500, 20), disc(1000, 10, 3)], { colour: [255, 0, 0], rim: 1 })
  paintShape(canvas, [disc(-2, 15, 5)], { colour: [255, 0, 0], rim: 0 })
  expect(canvas.rgb[(15 * 40 + 20) * 3]).toBe(100)
  expect(canvas.rgb[15 * 40 * 3]).toBeGreaterThan(200)
})

it('darkens softly under a shadow and nowhere else', () => {
  const canvas = blank(200)
  shadeShape(canvas, [disc(20, 15, 6)], 0.5, 4)
  const at = (x: number): number => canvas.rgb[(15 * 40 + x) * 3]!
  expect(at(20)).toBe(100)
  expect(at(26)).toBeGreaterThan(100)
  expect(at(26)).toBeLessThan(200)
  expect(at(32)).toBe(200)
})
