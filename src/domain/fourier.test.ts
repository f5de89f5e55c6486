import { describe, expect, it } from 'vitest'
import { Fourier } from './fourier.ts'
import { createRandom } from './random.ts'

describe('the Fourier transform', () => {
  it('is the sum it is defined by, and its inverse gives back what went in', () => {
    const size = 64
    const random = createRandom(1)
    const given = Array.from({ length: 2 }, () => Float64Array.from({ length: size }, () => random.next() - 0.5))
    const [real, imaginary] = given.map((part) => Float64Array.from(part)) as [Float64Array, Float64Array]
    const fourier = new Fourier(size)
    fourier.forward(real, imaginary)
    for (const k of [0, 1, 17, 63]) {
      let [sumReal, sumImaginary] = [0, 0]
      for (let n = 0; n < size; n++) {
        const angle = (-2 * Math.PI * k * n) / size
        sumReal += given[0]![n]! * Math.cos(angle) - given[1]![n]! * Math.sin(angle)
        sumImaginary += given[0]![n]! * Math.sin(angle) + given[1]![n]! * Math.cos(angle)
      }
      expect(real[k]).toBeCloseTo(sumReal, 10)
      expect(imaginary[k]).toBeCloseTo(sumImaginary, 10)
    }
    fourier.inverse(real, imaginary)
    for (let n = 0; n < size; n++) {
      expect(real[n]).toBeCloseTo(given[0]![n]!, 12)
      expect(imaginary[n]).toBeCloseTo(given[1]![n]!, 12)
    }
  })

  it('takes powers of two alone', () => {
    for (const size of [0, 1, 3, 48]) expect(() => new Fourier(size)).toThrow('no power of two')
  })
})
