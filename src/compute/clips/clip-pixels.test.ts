import { describe, expect, it } from 'vitest'
import type { Preprocessing } from '../../contract/learning.ts'
import { clipPixels, unchanged } from './clip-pixels.ts'
import { motionImages } from './motion-images.ts'

const preprocessing: Preprocessing = {
  resize: 4,
  size: 2,
  frames: 2,
  frameStep: 1,
  mean: [0.5, 0.25, 0],
  std: [0.5, 0.25, 1],
}
/** Two frames of 4 × 4 whose pixels are their column, row and frame number. */
const clip = Uint8Array.from(
  Array.from({ length: 32 }, (_, pixel) => [pixel % 4, Math.floor(pixel / 4) % 4, Math.floor(pixel / 16)]).flat(),
)
const written = (change: Partial<typeof unchanged>): number[][] => {
  const bytes = clipPixels(clip, preprocessing, { ...unchanged, ...change })
  return Array.from({ length: bytes.length / 3 }, (_, pixel) => Array.from(bytes.subarray(pixel * 3, pixel * 3 + 3)))
}

describe('a clip as the network takes it', () => {
  it('is the centre of the frames', () => {
    expect(written({})).toEqual([
      [1, 1, 0],
      [2, 1, 0],
      [1, 2, 0],
      [2, 2, 0],
      [1, 1, 1],
      [2, 1, 1],
      [1, 2, 1],
      [2, 2, 1],
    ])
  })

  it('is shifted and mirrored as a whole', () => {
    const columns = (change: Partial<typeof unchanged>): number[] => written(change).map(([column]) => column!)
    expect(columns({ shiftPixels: 1 })).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
    expect(columns({ shiftPixels: 1, mirrored: true })).toEqual([1, 0, 1, 0, 1, 0, 1, 0])
  })

  it('is the decoded frames themselves where nothing is cut, moved or mirrored', () => {
    const uncut = { ...preprocessing, size: 4 }
    expect(clipPixels(clip, uncut, unchanged)).toEqual(clip)
    expect(clipPixels(clip, uncut, { ...unchanged, mirrored: true }).subarray(0, 12)).toEqual(
      Uint8Array.from([3, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0]),
    )
    expect(clip[0], 'a mirrored view leaves the kept clip as it was').toBe(0)
  })
})

describe('motion', () => {
  /** Frames of one line of pixels, each grey. */
  const greys = (...frames: number[][]): Uint8Array =>
    Uint8Array.from(frames.flat().flatMap((grey) => [grey, grey, grey]))
  const moved = 200

  it('is black where nothing moves, whatever the colours', () => {
    const still = greys([10, 200, 90], [10, 200, 90], [10, 200, 90])
    expect(motionImages(still, 3).every((value) => value === 0)).toBe(true)
  })

  it('shows the same for a light figure before a dark wall and a dark one before a light wall', () => {
    const light = greys([moved, 0, 0], [0, moved, 0], [0, 0, moved])
    const dark = light.map((value) => 255 - value)
    expect(motionImages(dark, 3)).toEqual(motionImages(light, 3))
  })

  it('tells where the figure is, where it came from and where it goes', () => {
    const motion = motionImages(greys([moved, 0, 0], [0, moved, 0], [0, 0, moved]), 3)
    const pixel = (frame: number, place: number): number[] =>
      Array.from(motion.subarray((frame * 3 + place) * 3).subarray(0, 3))
    expect(pixel(1, 1)).toEqual([255, 255, 255])
    expect(pixel(1, 0)).toEqual([177, 255, 0])
    expect(pixel(1, 2)).toEqual([177, 0, 255])
    // The first frame has none before it and takes the change that follows.
    expect(pixel(0, 0)).toEqual([255, 255, 255])
  })

  it('of a single frame is none', () => {
    expect(motionImages(greys([10, 20, 30]), 3).every((value) => value === 0)).toBe(true)
  })
})
