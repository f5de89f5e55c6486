import { expect, test } from 'vitest'
import { mirroredPlaces } from './mirror.ts'

test('what is mirrored twice is as it was', () => {
  expect(mirroredPlaces.map((place) => mirroredPlaces[place]!)).toEqual(mirroredPlaces.map((_, place) => place))
})

test('left and right change places, up and down and before and after do not', () => {
  // HOG: cell (time 0, upper, left), direction right, comes from the upper right cell's direction left.
  expect(mirroredPlaces[0]).toBe(8 + 4)
  // Down stays down.
  expect(mirroredPlaces[2]).toBe(8 + 2)
  // HOF: what stands still.
  expect(mirroredPlaces[96 + 8]).toBe(96 + 9 + 8)
  // MBHx: a horizontal flow that grows to the right still does when both are mirrored.
  expect(mirroredPlaces[204]).toBe(204 + 8)
  expect(mirroredPlaces[204 + 2]).toBe(204 + 8 + 6)
})
