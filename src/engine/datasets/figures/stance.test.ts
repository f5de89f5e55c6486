import { expect, it } from 'vitest'
import { arm, cycleThrough, foot, mixStances, standing, standingExcept } from './stance.ts'
import { norm } from './vector.ts'

const low = standingExcept({ pelvis: [0, -0.4, 0], right: arm(2, 0.3, 1) })
const wide = standingExcept({ feet: foot(0, 0, 0.4), trunk: { turn: 0.8 } })

it('passes through every key stance at its time and closes the circle', () => {
  const cycle = cycleThrough([
    [0.1, standing],
    [0.45, low],
    [0.8, wide],
  ])
  for (const [time, key] of [
    [0.1, standing],
    [0.45, low],
    [0.8, wide],
    [1.1, standing],
    [-0.2, wide],
  ] as const) {
    const there = cycle(time)
    expect(there.pelvis[1]).toBeCloseTo(key.pelvis[1], 9)
    expect(there.trunk.turn).toBeCloseTo(key.trunk.turn, 9)
    expect(there.feet.left.at[2]).toBeCloseTo(key.feet.left.at[2], 9)
  }
})

it('keeps the arms of a mixture as long as they were', () => {
  const mixed = mixStances([
    [standing, 0.4],
    [low, 0.6],
  ])
  expect(norm(mixed.arms.right.upper)).toBeCloseTo(1, 9)
  expect(norm(mixed.arms.right.fore)).toBeCloseTo(1, 9)
  expect(mixed.pelvis[1]).toBeCloseTo(-0.24, 9)
})

it('bends an elbow by its angle', () => {
  const { upper, fore } = arm(1, 0.4, 1.2)
  expect(upper[0] * fore[0] + upper[1] * fore[1] + upper[2] * fore[2]).toBeCloseTo(Math.cos(1.2), 9)
})
