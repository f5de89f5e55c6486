import { describe, expect, test } from 'vitest'
import { heatColour, heatColours } from './heat-colours.ts'

type Triple = [number, number, number]

const linear = (byte: number): number =>
  byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4

function lab(rgb: readonly number[]): Triple {
  const [r, g, b] = rgb.map(linear) as Triple
  const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29)
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** How a person without the long-wave (protan) or middle-wave (deutan) cones sees it: Viénot, Brettel, Mollon 1999. */
const blindness: Record<string, (rgb: Triple) => Triple> = {
  protan: ([r, g, b]) => [0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b],
  deutan: ([r, g, b]) => [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b],
}

const colours = Array.from({ length: 256 }, (_, i) => [...heatColours.subarray(i * 3, i * 3 + 3)] as Triple)

describe('heat colours', () => {
  test('hotter is always lighter, so that a grey print tells warm from cold', () => {
    const lights = colours.map((rgb) => lab(rgb)[0])
    // Bytes round; over four steps the rise must show.
    for (let i = 4; i < 256; i++) expect(lights[i]!).toBeGreaterThan(lights[i - 4]!)
  })

  test('equal differences look equal', () => {
    const steps = Array.from({ length: 31 }, (_, i) => {
      const [one, other] = [lab(colours[i * 8]!), lab(colours[(i + 1) * 8]!)]
      return Math.hypot(...one.map((value, axis) => value - other[axis]!))
    })
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(0.15)
  })

  test.each(Object.keys(blindness))('%s viewers see the same order', (kind) => {
    const seen = colours.map((rgb) => {
      const [r, g, b] = blindness[kind]!(rgb.map(linear) as Triple)
      return 0.2126729 * r + 0.7151522 * g + 0.072175 * b
    })
    for (let i = 8; i < 256; i++) expect(seen[i]!).toBeGreaterThan(seen[i - 8]!)
  })

  test('values outside the scale get its ends', () => {
    expect(heatColour(-3)).toEqual(heatColour(0))
    expect(heatColour(300)).toEqual(heatColour(255))
  })
})
