import { expect, test } from 'vitest'
import { openHeatMap } from './heat-map.ts'

const frame = { width: 160, height: 120 }

test('what is added in a place of the frame is warmest in the cell of that place', () => {
  const map = openHeatMap({ ...frame, gridWidth: 20, gridHeight: 15, part: { size: 1, resize: 1 } })
  map.add(43.5, 91.5, 1)
  const values = map.values()
  expect(values.indexOf(Math.max(...values))).toBe(11 * 20 + 5)
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
})

test('of a grid that covers the middle of the frame, the rest of the frame is no part', () => {
  const map = openHeatMap({ ...frame, gridWidth: 7, gridHeight: 7, part: { size: 224, resize: 256 } })
  map.add(79.5, 59.5, 1)
  map.add(2, 60, 5)
  const values = map.values()
  expect(values.indexOf(Math.max(...values))).toBe(3 * 7 + 3)
  expect(values[3 * 7]).toBe(0)
})
