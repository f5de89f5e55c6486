import { expect, test } from 'vitest'
import { descriptorRows } from './descriptor-rows.ts'
import { histogramValues } from './descriptors.ts'
import { bytesPerTrajectory, openPacker, packedViews, pickTrajectories, pointsOf } from './packed-trajectories.ts'

const length = 15

function trajectory(index: number) {
  const points = Float32Array.from(
    { length: 32 },
    (_, place) => 20 + index + (place >> 1) * (place % 2 === 0 ? 1.5 : 0.5),
  )
  return { lastFrame: 15 + index, points, histograms: new Float32Array(histogramValues).fill(index / 10) }
}

function packed(count: number, atOnce: number): Uint8Array[] {
  const parts: Uint8Array[] = []
  const packer = openPacker(length, atOnce, (bytes) => parts.push(bytes))
  for (let index = 0; index < count; index++) packer.add(trajectory(index))
  packer.finish()
  return parts
}

test('trajectories come out as they went in, so many at a time and the rest at the end', () => {
  const parts = packed(5, 2)
  expect(parts.map(({ length: bytes }) => bytes / bytesPerTrajectory(length))).toEqual([2, 2, 1])
  const last = packedViews(parts[2]!, length)
  expect(last.lastFrames[0]).toBe(19)
  const points = pointsOf(last, 0)
  trajectory(4).points.forEach((value, place) => expect(points[place]).toBeCloseTo(value, 1))
  expect(descriptorRows(last, 'hof', false)[0]).toBeCloseTo(0.4, 2)
})

test('nothing comes of nothing', () => {
  expect(packed(0, 4)).toEqual([])
})

test('some of many are picked with all that belongs to them', () => {
  const picked = pickTrajectories(packedViews(packed(5, 5)[0]!, length), [1, 4], length)
  expect([...picked.lastFrames]).toEqual([16, 19])
  expect(descriptorRows(picked, 'mbhy', false)[96]).toBeCloseTo(0.4, 2)
})

test('a mirrored shape goes the other way sideways alone', () => {
  const views = packedViews(packed(1, 1)[0]!, length)
  const [right, left] = [descriptorRows(views, 'trajectory', false), descriptorRows(views, 'trajectory', true)]
  expect(left[0]).toBe(-right[0]!)
  expect(left[1]).toBe(right[1])
  // Steps are shares of the whole way.
  let way = 0
  for (let step = 0; step < 30; step += 2) way += Math.hypot(right[step]!, right[step + 1]!)
  expect(way).toBeCloseTo(1, 3)
})
