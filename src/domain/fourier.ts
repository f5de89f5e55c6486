/**
 * The discrete Fourier transform of a power of two of values, in place: the iterative radix-2 algorithm of Cooley and Tukey
 * ("An Algorithm for the Machine Calculation of Complex Fourier Series", 1965) with bit-reversed order first.
 */
export class Fourier {
  readonly size: number
  readonly #cos: Float64Array
  readonly #sin: Float64Array

  /** @param size a power of two */
  constructor(size: number) {
    if (size < 2 || !Number.isInteger(Math.log2(size))) throw new RangeError(`${size} is no power of two`)
    this.size = size
    this.#cos = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size))
    this.#sin = Float64Array.from({ length: size / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / size))
  }

  /** X[k] = Σ x[n] · exp(−2πi·kn/size). */
  forward(real: Float64Array, imaginary: Float64Array): void {
    this.#reverse(real, imaginary)
    for (let half = 1; half < this.size; half *= 2) this.#combine(real, imaginary, half)
  }

  /** The inverse, so that forward and inverse give what went in. */
  inverse(real: Float64Array, imaginary: Float64Array): void {
    // Swapping both parts before and after turns the sign of the exponent.
    this.forward(imaginary, real)
    for (let i = 0; i < this.size; i++) {
      real[i]! /= this.size
      imaginary[i]! /= this.size
    }
  }

  /** One stage: transforms of `half` values each become transforms of twice as many. */
  #combine(real: Float64Array, imaginary: Float64Array, half: number): void {
    const stride = this.size / (2 * half)
    for (let start = 0; start < this.size; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const cos = this.#cos[k * stride]!
        const sin = this.#sin[k * stride]!
        const even = start + k
        const odd = even + half
        const turnedReal = real[odd]! * cos + imaginary[odd]! * sin
        const turnedImaginary = imaginary[odd]! * cos - real[odd]! * sin
        real[odd] = real[even]! - turnedReal
        imaginary[odd] = imaginary[even]! - turnedImaginary
        real[even]! += turnedReal
        imaginary[even]! += turnedImaginary
      }
    }
  }

  #reverse(real: Float64Array, imaginary: Float64Array): void {
    for (let i = 1, j = 0; i < this.size; i++) {
      let bit = this.size >> 1
      for (; j & bit; bit >>= 1) j ^= bit
      j ^= bit
      if (i >= j) continue
      ;[real[i], real[j]] = [real[j]!, real[i]!]
      ;[imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!]
    }
  }
}
