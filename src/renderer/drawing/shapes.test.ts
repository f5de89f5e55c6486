import { describe, expect, it } from 'vitest'
import { draftOf, gripsOf, isComplete, moved, tools, withGrip } from './shapes.ts'

const [a, b, c] = [
  { x: 0.1, y: 0.1 },
  { x: 0.5, y: 0.2 },
  { x: 0.9, y: 0.8 },
]

describe('drawings', () => {
  it('can be seen while they are made, and are done with their last point', () => {
    expect(draftOf('angle', [a!, b!])).toEqual({ kind: 'line', from: a, to: b })
    expect(draftOf('angle', [a!, b!, c!])).toEqual({ kind: 'angle', from: a, at: b, to: c })
    expect(isComplete('angle', [a!, b!])).toBe(false)
    expect(isComplete('angle', [a!, b!, c!])).toBe(true)
    expect(isComplete('freehand', [a!, b!, c!])).toBe(false)
  })

  it('are moved by each of their grips, and as a whole', () => {
    for (const { tool } of tools) {
      const shape = draftOf(tool, [a!, b!, c!])!
      gripsOf(shape).forEach((_, grip) => expect(gripsOf(withGrip(shape, grip, c!))[grip]).toEqual(c))
      const back = moved(moved(shape, { x: 0.25, y: -0.5 }), { x: -0.25, y: 0.5 })
      gripsOf(back).forEach((place, grip) => {
        expect(place.x).toBeCloseTo(gripsOf(shape)[grip]!.x)
        expect(place.y).toBeCloseTo(gripsOf(shape)[grip]!.y)
      })
    }
  })
})
