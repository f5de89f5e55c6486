import { describe, expect, it } from 'vitest'
import { Stretch } from './stretch.ts'

const rate = 48_000

function tone(hertz: number, secs: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: secs * rate }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate))
}

function stretched(samples: Float32Array<ArrayBuffer>, speed: number): Float32Array {
  const stretch = new Stretch(1, speed)
  const parts: number[] = []
  for (let at = 0; at < samples.length; at += 1000) parts.push(...stretch.push([samples.slice(at, at + 1000)])[0]!)
  return Float32Array.from(parts)
}

/** Upward crossings of zero per second: the pitch of a plain tone. */
function pitch(samples: Float32Array): number {
  let crossings = 0
  for (let i = 1; i < samples.length; i++) if (samples[i - 1]! < 0 && samples[i]! >= 0) crossings++
  return crossings / (samples.length / rate)
}

describe('Stretch', () => {
  it.each([0.5, 0.75, 1.5, 2])('at %d× lasts as long as it should and keeps its pitch and loudness', (speed) => {
    const made = stretched(tone(440, 2), speed)
    expect(made.length / rate).toBeGreaterThan(2 / speed - 0.1)
    expect(made.length / rate).toBeLessThanOrEqual(2 / speed + 0.03)
    expect(pitch(made)).toBeCloseTo(440, -1)
    const middle = made.subarray(4800, -4800)
    const loudness = Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length)
    expect(loudness).toBeGreaterThan(0.6)
    expect(loudness).toBeLessThan(0.75)
  })
})
