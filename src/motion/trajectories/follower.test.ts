import { beforeAll, describe, expect, it } from 'vitest'
import { mirroredFrames, movingTexture, type MovingTexture } from '../../../test/fixtures/moving-texture.ts'
import { histogramGroups, histogramValues } from '../descriptors.ts'
import type { ExtractionSettings } from '../extraction.ts'
import { mirroredPlaces } from '../mirror.ts'
import { loadOpenCv, type OpenCv } from '../vision/opencv.ts'
import { openFollower } from './follower.ts'

const usual: ExtractionSettings = {
  ...{ width: 100, height: 80, scales: 8, stride: 5, length: 15, patch: 32, quality: 0.001 },
  cameraRemoved: true,
}

let cv: OpenCv
beforeAll(async () => void (cv = await loadOpenCv()))

interface Found {
  readonly lastFrame: number
  readonly points: Float32Array
  readonly histograms: Float32Array
}

function follow(frames: readonly Uint8Array[], settings: Partial<ExtractionSettings> = {}): Found[] {
  const found: Found[] = []
  const follower = openFollower(cv, { ...usual, ...settings }, ({ lastFrame, points, histograms }) => {
    found.push({ lastFrame, points: points.slice(), histograms: histograms.slice() })
  })
  for (const frame of frames) follower.take(frame)
  follower.dispose()
  return found
}

const clip = (options: Partial<MovingTexture>): Uint8Array[] =>
  movingTexture({ width: usual.width, height: usual.height, frames: 20, background: [0, 0], ...options })

/** Sixteenths of a pixel. */
const panned = { background: [20, 6] } as const
const patch = { left: 40, top: 24, width: 30, height: 28, step: [-24, 10] } as const

describe('a texture that moves as a whole', () => {
  it('gives trajectories that go its way, and no motion boundaries', () => {
    const found = follow(clip(panned), { cameraRemoved: false, scales: 1 })
    const inside = found.filter(({ points }) =>
      points.every((value, place) => value > 16 && value < (place % 2 === 0 ? 84 : 64)),
    )
    expect(found.length).toBeGreaterThan(100)
    expect(inside.length).toBeGreaterThan(0)
    for (const { points, histograms } of inside) {
      expect((points[30]! - points[0]!) / 15).toBeCloseTo(20 / 16, 0.8)
      expect((points[31]! - points[1]!) / 15).toBeCloseTo(6 / 16, 0.8)
      // Flow that is the same everywhere does not change from place to place: what is left is even in all directions.
      for (const { name, start, values } of histogramGroups) {
        if (name !== 'mbhx' && name !== 'mbhy') continue
        expect(Math.max(...histograms.subarray(start, start + values))).toBeLessThan(0.55)
      }
    }
  })

  it('is the camera’s movement, and nothing of it is left', () => {
    expect(follow(clip(panned))).toHaveLength(0)
  })
})

describe('something that moves before it', () => {
  it('is found, and what the camera did is taken from its movement', () => {
    const found = follow(clip({ ...panned, patch }), { scales: 1 })
    expect(found.length).toBeGreaterThan(10)
    for (const { points } of found) {
      // Near where the patch passes by, nowhere else.
      const [x, y] = [points[14]!, points[15]!]
      expect(x).toBeGreaterThan(patch.left - 40)
      expect(x).toBeLessThan(patch.left + patch.width + 20)
      expect(y).toBeGreaterThan(patch.top - 20)
      expect(y).toBeLessThan(patch.top + patch.height + 30)
    }
  })

  it('is found before a camera that stands still, where no camera is to be found', () => {
    const found = follow(clip({ patch }), { scales: 1 })
    expect(found.length).toBeGreaterThan(10)
  })
})

it('follows nothing in a picture that stands still, or that has nothing in it', () => {
  expect(follow(clip({}))).toHaveLength(0)
  const grey = new Uint8Array(usual.width * usual.height * 3).fill(90)
  expect(follow(Array.from({ length: 20 }, () => grey))).toHaveLength(0)
})

it('ends every trajectory after 15 steps, and begins new ones where none is left', () => {
  const found = follow(clip({ frames: 40, patch }), { scales: 1 })
  expect(Math.min(...found.map(({ lastFrame }) => lastFrame))).toBe(15)
  expect(Math.max(...found.map(({ lastFrame }) => lastFrame))).toBe(39)
})

it('describes a mirrored clip as the mirrored description of the clip', () => {
  const frames = clip({ patch, frames: 24 })
  const mean = (found: readonly Found[], placeOf: (place: number) => number): number[] =>
    Array.from(
      { length: histogramValues },
      (_, place) => found.reduce((sum, { histograms }) => sum + histograms[placeOf(place)]!, 0) / found.length,
    )
  const asFilmed = follow(frames)
  const really = follow(mirroredFrames(frames, usual.width))
  const expected = mean(asFilmed, (place) => mirroredPlaces[place]!)
  const unmirrored = mean(asFilmed, (place) => place)
  const found = mean(really, (place) => place)
  const distance = (other: readonly number[]): number =>
    Math.hypot(...found.map((value, place) => value - other[place]!))
  expect(Math.abs(really.length / asFilmed.length - 1)).toBeLessThan(0.15)
  // Patches begin at even pixels and points lie on a grid, so that single values differ a little.
  expect(distance(expected)).toBeLessThan(0.2)
  expect(distance(expected)).toBeLessThan(distance(unmirrored) / 5)
  const step = (of: readonly Found[]): number =>
    of.reduce((sum, { points }) => sum + points[30]! - points[0]!, 0) / of.length
  expect(Math.abs(step(really) / -step(asFilmed) - 1)).toBeLessThan(0.1)
})
