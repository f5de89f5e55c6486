/** Where a stretch of values lies in a longer run of them: normalised cross-correlation, a block at a time. */
import { Fourier } from './fourier.ts'

export interface Found {
  /** Place of the stretch's first value in the run, in values, also between two and below 0. */
  readonly place: number
  /** The best match over all places: at most 1, which is the same. */
  readonly score: number
  /** The best match among places that are farther than `apart` from the best one. */
  readonly nextScore: number
}

export interface Sought {
  readonly stretch: Float32Array
  readonly run: Float32Array
  /** As many values of both must lie over each other. */
  readonly leastShared: number
  /** Places nearer to each other than this are one. */
  readonly apart: number
}

/** A window that is quieter than the run by more than this is weighed as if it were so loud. */
const quietShare = 0.5

/**
 * Looks for the stretch at every place. Yields after each block, so that who asks can do something else in between.
 * Blocks of the run are multiplied with the stretch as spectra (overlap-save: Oppenheim and Schafer, "Discrete-Time Signal
 * Processing", 8.7), so that hours take no more memory than minutes.
 */
export function* search({ stretch, run, leastShared, apart }: Sought): Generator<void, Found | null, void> {
  const length = stretch.length
  const shared = Math.min(leastShared, length, run.length)
  const firstPlace = shared - length
  const scores = new Float32Array(Math.max(0, run.length - shared - firstPlace + 1))
  const energy = stretch.reduce((sum, value) => sum + value * value, 0)
  if (energy === 0 || scores.length === 0) return null
  const energyIn = windowEnergies(run, length)
  const block = new Blocks(stretch)
  for (let at = 0; at < scores.length; at += block.places) {
    const products = block.products(run, firstPlace + at)
    const end = Math.min(block.places, scores.length - at)
    for (let i = 0; i < end; i++) {
      scores[at + i] = products[i]! / Math.sqrt(energy * energyIn(firstPlace + at + i))
    }
    yield
  }
  return bestOf(scores, firstPlace, apart)
}

function bestOf(scores: Float32Array, firstPlace: number, apart: number): Found | null {
  let best = 0
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i
  const score = scores[best]!
  if (!(score > 0)) return null
  let nextScore = 0
  for (let i = 0; i < scores.length; i++) {
    if (Math.abs(i - best) > apart && scores[i]! > nextScore) nextScore = scores[i]!
  }
  return { place: firstPlace + best + peakBeside(scores, best), score, nextScore }
}

/** How far the top of the parabola through a value and its neighbours is from it, −0.5 to 0.5. */
function peakBeside(scores: Float32Array, at: number): number {
  const before = scores[at - 1] ?? 0
  const after = scores[at + 1] ?? 0
  const bend = before - 2 * scores[at]! + after
  return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)))
}

/** Sum of squares of the run under a stretch at a place; of a quiet window as much as of one that is half as loud as the run. */
function windowEnergies(run: Float32Array, length: number): (place: number) => number {
  const sums = new Float64Array(run.length + 1)
  for (let i = 0; i < run.length; i++) sums[i + 1] = sums[i]! + run[i]! ** 2
  const least = (quietShare * length * sums[run.length]!) / run.length
  return (place) => {
    const from = Math.max(0, place)
    const to = Math.min(run.length, place + length)
    return Math.max(least, Number.MIN_VALUE, sums[to]! - sums[from]!)
  }
}

/** Products of a stretch with a run at many neighbouring places at once. */
class Blocks {
  /** Places of one block. */
  readonly places: number
  readonly #fourier: Fourier
  readonly #spectrum: { readonly real: Float64Array; readonly imaginary: Float64Array }
  readonly #real: Float64Array
  readonly #imaginary: Float64Array

  constructor(stretch: Float32Array) {
    const size = 2 ** Math.max(10, Math.ceil(Math.log2(4 * stretch.length)))
    this.#fourier = new Fourier(size)
    this.places = size - stretch.length + 1
    this.#real = new Float64Array(size)
    this.#imaginary = new Float64Array(size)
    const spectrum = { real: new Float64Array(size), imaginary: new Float64Array(size) }
    spectrum.real.set(stretch)
    this.#fourier.forward(spectrum.real, spectrum.imaginary)
    this.#spectrum = spectrum
  }

  /** Σ stretch[j] · run[place + j], from a place on; the run is 0 outside. Valid until the next call. */
  products(run: Float32Array, place: number): Float64Array {
    const real = this.#real.fill(0)
    const imaginary = this.#imaginary.fill(0)
    real.set(run.subarray(Math.max(0, place), Math.max(0, place + real.length)), Math.max(0, -place))
    this.#fourier.forward(real, imaginary)
    const { real: a, imaginary: b } = this.#spectrum
    for (let k = 0; k < real.length; k++) {
      const [c, d] = [real[k]!, imaginary[k]!]
      // The stretch's spectrum conjugated: that turns convolution into correlation.
      real[k] = a[k]! * c + b[k]! * d
      imaginary[k] = a[k]! * d - b[k]! * c
    }
    this.#fourier.inverse(real, imaginary)
    return real
  }
}
