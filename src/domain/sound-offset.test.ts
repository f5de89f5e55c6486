import { describe, expect, it } from 'vitest'
import { onsetsOf, onsetsPerSec } from './onsets.ts'
import { createRandom } from './random.ts'
import { soundOffset, type SoundOffset } from './sound-offset.ts'

/** Moments at which something is heard, in seconds. */
function claps(seed: number, lengthSecs: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: Math.round(lengthSecs) }, () => random.next() * lengthSecs).sort((a, b) => a - b)
}

interface Heard {
  readonly lengthSecs: number
  /** Seconds of the event at which it begins. */
  readonly startSecs: number
  /** How much faster its clock counts. */
  readonly clock?: number
  readonly noise: number
  readonly seed: number
}

/** Energies as a microphone has them: every clap rises within two values and dies away in some thirty. */
function heard(events: readonly number[], { lengthSecs, startSecs, clock = 1, noise, seed }: Heard): Float32Array {
  const random = createRandom(seed)
  const energies = Float32Array.from(
    { length: Math.round(lengthSecs * onsetsPerSec) },
    () => noise * (0.5 + random.next()),
  )
  for (const secs of events) {
    const at = (secs - startSecs) * clock * onsetsPerSec
    for (let i = Math.max(0, Math.floor(at)); i < Math.min(energies.length, at + 60); i++) {
      if (i >= at) energies[i]! += 1000 * Math.exp(-(i - at) / 12)
    }
  }
  return energies
}

function offsetOf(recording: Float32Array, reference: Float32Array): SoundOffset {
  const steps = soundOffset(onsetsOf(recording)!, onsetsOf(reference)!)
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value!
}

describe('two recordings of one event', () => {
  const events = claps(1, 300)
  const reference = heard(events, { lengthSecs: 300, startSecs: 0, noise: 10, seed: 2 })

  it('are found to lie as they lie, to a hundredth of a second, whichever began first and however noisy', () => {
    for (const [startSecs, lengthSecs, noise] of [
      [3.217, 60, 5],
      [-4.5, 60, 5],
      [120.001, 20, 5],
      [270, 80, 5],
      [33.333, 60, 200],
    ] as const) {
      const recording = heard(events, { lengthSecs, startSecs, noise, seed: 3 })
      const { moments, confidence } = offsetOf(recording, reference)
      const [{ recordingSecs, referenceSecs } = { recordingSecs: 0, referenceSecs: 0 }] = moments
      expect(Math.abs(referenceSecs - recordingSecs - startSecs), `${startSecs}, noise ${noise}`).toBeLessThan(0.01)
      expect(confidence, `${startSecs}, noise ${noise}`).toBeGreaterThan(0.25)
      const back = offsetOf(reference, recording).moments[0]!
      expect(Math.abs(back.recordingSecs - back.referenceSecs - startSecs)).toBeLessThan(0.01)
    }
  })

  it('tell by two moments, far apart, that a clock drifts', () => {
    const recording = heard(events, { lengthSecs: 280, startSecs: 10, clock: 1.0003, noise: 5, seed: 4 })
    const { moments } = offsetOf(recording, reference)
    expect(moments).toHaveLength(2)
    for (const { recordingSecs, referenceSecs } of moments) {
      expect(Math.abs(10 + recordingSecs / 1.0003 - referenceSecs)).toBeLessThan(0.01)
    }
    const same = heard(events, { lengthSecs: 280, startSecs: 10, noise: 5, seed: 4 })
    expect(offsetOf(same, reference).moments).toHaveLength(1)
  })

  it('are not trusted where they are of different events', () => {
    for (const seed of [5, 6, 7, 8]) {
      for (const lengthSecs of [30, 200]) {
        const other = heard(claps(seed, 300), { lengthSecs, startSecs: 0, noise: 5, seed })
        expect(offsetOf(other, reference).confidence, `${seed}, ${lengthSecs} s`).toBeLessThan(0.25)
      }
    }
  })

  it('are not trusted where one sound comes again and again: every beat fits as well', () => {
    const beats = Array.from({ length: 300 }, (_, i) => i * 0.5)
    const music = heard(beats, { lengthSecs: 150, startSecs: 0, noise: 5, seed: 9 })
    const later = heard(beats, { lengthSecs: 60, startSecs: 20.1, noise: 5, seed: 10 })
    expect(offsetOf(later, music).confidence).toBeLessThan(0.25)
  })

  it('tell nothing where nothing is heard', () => {
    expect(onsetsOf(new Float32Array(1000))).toBeNull()
    expect(onsetsOf(new Float32Array(1000).fill(50))).toBeNull()
  })
})
