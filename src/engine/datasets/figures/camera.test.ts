import { expect, it } from 'vitest'
import { pinhole } from './camera.ts'
import { along } from './vector.ts'

const camera = pinhole({
  width: 160,
  height: 120,
  distanceM: 5,
  eyeM: 1.3,
  heightsPerMetre: 0.35,
  feetAt: [0.45, 0.9],
  rollRadians: 0.06,
})

it('frames the athlete as asked: feet where they were put, a metre as long as said', () => {
  const feet = camera.project([0, 0, 0])
  expect(feet.x).toBeCloseTo(72)
  expect(feet.y).toBeCloseTo(108)
  const metre = camera.project([0, 1, 0])
  expect(Math.hypot(metre.x - feet.x, metre.y - feet.y)).toBeCloseTo(42)
})

it('sees a point along the very ray that leads through its picture, so that lines on the floor meet the feet', () => {
  for (const point of [
    [0.4, 0, 1.2],
    [-2, 1.7, -3],
    [1, 0.2, 0],
  ] as const) {
    const { x, y, depthM } = camera.project(point)
    const reached = along(camera.eye, camera.rayThrough(x, y), depthM)
    for (const axis of [0, 1, 2] as const) expect(reached[axis]).toBeCloseTo(point[axis], 9)
  }
})
