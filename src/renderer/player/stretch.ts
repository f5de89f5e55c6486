/**
 * Sound slower or faster at its own pitch: waveform-similarity overlap-add (Verhelst and Roelands, "An overlap-add technique
 * based on waveform similarity", ICASSP 1993). Grains are taken from where the sound goes on most like the grain before.
 */

/** Samples of every channel, all of one length. */
export type Samples = readonly Float32Array<ArrayBuffer>[]

/** About 20 ms at 48 kHz: longer than a period of a low voice, shorter than a syllable. */
const GRAIN = 1024
const REACH = 512
/** Likeness is judged by every so many samples. */
const STRIDE = 4

export class Stretch {
  readonly #rate: number
  /** What came and may still be needed, from sample `#dropped` of the whole on. */
  #held: Float32Array<ArrayBuffer>[]
  #dropped = 0
  /** Where the grain before went on, and where the next one would stand, in samples of the whole. */
  #goesOn = 0
  #next = 0

  /** @param rate above 1 faster */
  constructor(channels: number, rate: number) {
    this.#rate = rate
    this.#held = Array.from({ length: channels }, () => new Float32Array())
  }

  /** Takes what follows and gives what can be said by now, a little less than length / rate. */
  push(samples: Samples): Samples {
    this.#held = this.#held.map((held, channel) => joined([held, samples[channel]!]))
    const end = this.#dropped + this.#held[0]!.length
    const made: Float32Array<ArrayBuffer>[][] = this.#held.map(() => [])
    while (this.#next + REACH + GRAIN <= end && this.#goesOn + GRAIN <= end) {
      const start = this.#mostAlike()
      this.#held.forEach((held, channel) => made[channel]!.push(this.#crossfade(held, start)))
      this.#goesOn = start + GRAIN
      this.#next += GRAIN * this.#rate
    }
    this.#forget()
    return made.map(joined)
  }

  /** Where, near the place that is due, the sound resembles what would have come after the grain before. */
  #mostAlike(): number {
    const due = Math.round(this.#next)
    const least = Math.max(this.#dropped, due - REACH)
    const held = this.#held[0]!
    let best = Math.max(least, due)
    let most = -Infinity
    for (let start = least; start <= due + REACH; start += STRIDE) {
      let likeness = 0
      for (let i = 0; i < GRAIN; i += STRIDE) {
        likeness += held[start - this.#dropped + i]! * held[this.#goesOn - this.#dropped + i]!
      }
      if (likeness > most) [most, best] = [likeness, start]
    }
    return best
  }

  #crossfade(held: Float32Array, start: number): Float32Array<ArrayBuffer> {
    return Float32Array.from({ length: GRAIN }, (_, i) => {
      const share = (i + 0.5) / GRAIN
      return held[this.#goesOn - this.#dropped + i]! * (1 - share) + held[start - this.#dropped + i]! * share
    })
  }

  #forget(): void {
    const needed = Math.max(0, Math.min(this.#goesOn, Math.floor(this.#next) - REACH) - this.#dropped)
    this.#held = this.#held.map((held) => held.slice(needed))
    this.#dropped += needed
  }
}

export function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
