import { describe, expect, it } from 'vitest'
import { angleDegrees, lengthMetres } from './drawings.ts'

const size = { width: 1920, height: 1080 }
const at = (x: number, y: number) => ({ x: x / size.width, y: y / size.height })

describe('what is measured on a frame', () => {
  it('is an angle of the picture, not of its shares: a picture is no square', () => {
    const right = { from: at(960, 100), at: at(960, 540), to: at(1400, 540) }
    expect(angleDegrees(right, size)).toBeCloseTo(90)
    const straight = { from: at(100, 100), at: at(500, 300), to: at(900, 500) }
    expect(angleDegrees(straight, size)).toBeCloseTo(180)
    expect(angleDegrees({ from: at(5, 5), at: at(5, 5), to: at(9, 9) }, size)).toBeNull()
  })

  it('is a length by a line whose length is known', () => {
    const pole = { kind: 'calibration', from: at(100, 900), to: at(100, 400), lengthMetres: 2.5 } as const
    expect(lengthMetres({ from: at(0, 0), to: at(300, 400) }, pole, size)).toBeCloseTo(2.5)
    expect(lengthMetres({ from: at(0, 0), to: at(1, 1) }, { ...pole, to: pole.from }, size)).toBeNull()
  })
})
