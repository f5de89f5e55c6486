import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { movingTexture } from '../../../test/fixtures/moving-texture.ts'
import { loadOpenCv } from '../vision/opencv.ts'
import { openFollower } from './follower.ts'

/** Of test/parity/trajectory_reference.py: written apart from this code, in numpy and OpenCV's own build. */
const reference = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/trajectory-reference.json', import.meta.url), 'utf8'),
) as {
  trajectories: { frame: number; level: number; points: number[] }[]
  described: { index: number; histograms: number[] }[]
}

/** As the reference draws it. */
const clip = {
  ...{ width: 96, height: 72, frames: 24 },
  background: [20, 6],
  patch: { left: 40, top: 20, width: 30, height: 28, step: [-22, 10] },
} as const

interface Found {
  readonly lastFrame: number
  readonly points: Float32Array
  readonly histograms: Float32Array
}

const found: Found[] = []
beforeAll(async () => {
  const settings = { ...clip, scales: 8, stride: 5, length: 15, patch: 32, quality: 0.001, cameraRemoved: true }
  const follower = openFollower(await loadOpenCv(), settings, ({ lastFrame, points, histograms }) =>
    found.push({ lastFrame, points: points.slice(), histograms: histograms.slice() }),
  )
  for (const frame of movingTexture(clip)) follower.take(frame)
  follower.dispose()
})

/** The farthest that any of a trajectory's points is from another's, in pixels. */
function apart(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let most = 0
  for (let place = 0; place < one.length; place += 2) {
    most = Math.max(most, Math.hypot(one[place]! - other[place]!, one[place + 1]! - other[place + 1]!))
  }
  return most
}

function nearest({ frame, points }: { frame: number; points: number[] }): { found: Found; pixels: number } | null {
  const ends = found.filter(({ lastFrame }) => lastFrame === frame)
  return ends.reduce<{ found: Found; pixels: number } | null>((best, one) => {
    const pixels = apart(one.points, points)
    return best === null || pixels < best.pixels ? { found: one, pixels } : best
  }, null)
}

/** Pixels: OpenCV's two builds round their flows differently, and a way of 15 steps adds that up. */
const sameWay = 0.1

test('the trajectories of a clip are those of the reference, but for a few that just reach a threshold or just don’t', () => {
  const matched = reference.trajectories.filter((one) => (nearest(one)?.pixels ?? Infinity) < sameWay)
  expect(matched.length / reference.trajectories.length).toBeGreaterThan(0.97)
  expect(Math.abs(found.length / reference.trajectories.length - 1)).toBeLessThan(0.03)
})

test('their descriptors are those of the reference', () => {
  for (const { index, histograms } of reference.described) {
    const match = nearest(reference.trajectories[index]!)!
    expect(match.pixels).toBeLessThan(sameWay)
    const worst = Math.max(...histograms.map((value, place) => Math.abs(value - match.found.histograms[place]!)))
    expect(worst).toBeLessThan(0.03)
  }
})
