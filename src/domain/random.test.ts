import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, fromState, shuffle } from './random.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const draw = (random: { next(): number }, count: number): number[] => Array.from({ length: count }, () => random.next())

describe('one seed decides everything', () => {
  test('the same seed draws the same, another seed something else', () => {
    expect(draw(createRandom(7), 50)).toEqual(draw(createRandom(7), 50))
    expect(draw(createRandom(7), 50)).not.toEqual(draw(createRandom(8), 50))
  })

  test('what a stream draws does not depend on what was drawn before, or on other streams', () => {
    fc.assert(
      fc.property(seeds, fc.nat(20), (seed, before) => {
        const random = createRandom(seed)
        draw(random, before)
        random.stream('shuffling').next()
        expect(draw(random.stream('dropout'), 5)).toEqual(draw(createRandom(seed).stream('dropout'), 5))
      }),
    )
  })

  test('streams of different names are different', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.string(), (seed, a, b) => {
        fc.pre(a !== b)
        expect(draw(createRandom(seed).stream(a), 4)).not.toEqual(draw(createRandom(seed).stream(b), 4))
      }),
    )
  })

  test('a stopped run goes on where it was', () => {
    const random = createRandom(3)
    draw(random, 17)
    const kept = JSON.parse(JSON.stringify(random.state())) as ReturnType<typeof random.state>
    expect(draw(fromState(kept), 20)).toEqual(draw(random, 20))
  })
})

describe('numbers are as random as they claim', () => {
  test('whole numbers are equally likely', () => {
    const random = createRandom(11)
    const counts = new Array<number>(7).fill(0)
    for (let index = 0; index < 70_000; index++) counts[random.integer(7)]! += 1
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(22.5) // 6 degrees of freedom, p = 0.001
  })

  test('a shuffle keeps every item', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), seeds, (items, seed) => {
        const byValue = (a: number, b: number): number => a - b
        expect(shuffle([...items], createRandom(seed)).sort(byValue)).toEqual([...items].sort(byValue))
      }),
    )
  })
})
