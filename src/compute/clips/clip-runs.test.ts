import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clip, Footage } from '../../contract/learning.ts'
import { isIndexed, planRuns } from './clip-runs.ts'

/** 1000 frames with a key frame every 100. */
const recording = (file: string, seekable = true): Footage => ({
  file,
  seekable,
  frameTable: {
    timeBase: { num: 1, den: 25 },
    pts: Array.from({ length: 1000 }, (_, frame) => frame),
    keyFrames: Array.from({ length: 10 }, (_, key) => key * 100),
  },
})
const footage = { a: recording('a'), b: recording('b'), locked: recording('locked', false) }
const clip = (file: string, first: number, last: number): Clip => {
  return { key: `${file} ${first}`, file, label: 'run', group: 'g', split: 'train', range: { first, last } }
}
const planned = (...clips: Clip[]) => planRuns([...clips.keys()], { clips, footage })

describe('clips that are decoded together', () => {
  it('are those that follow one another or overlap, in the order of their frames', () => {
    expect(planned(clip('a', 16, 31), clip('a', 0, 15), clip('a', 24, 39))).toEqual([
      { file: 'a', range: { first: 0, last: 39 }, clips: [1, 0, 2] },
    ])
  })

  it('are not those of other recordings', () => {
    expect(planned(clip('a', 0, 15), clip('b', 16, 31))).toHaveLength(2)
  })

  it('are not those that a key frame lets one reach sooner than passing over what lies between', () => {
    expect(planned(clip('a', 0, 15), clip('a', 205, 220))).toHaveLength(2)
    expect(planned(clip('a', 0, 15), clip('a', 99, 114)), '83 frames between, 99 and a start without').toHaveLength(1)
  })

  it('are all of a recording that can only be read from its first frame', () => {
    expect(planned(clip('locked', 0, 15), clip('locked', 900, 915))).toEqual([
      { file: 'locked', range: { first: 0, last: 915 }, clips: [0, 1] },
    ])
  })

  it('come with the longest run first, and each clip in one run whose frames are its own', () => {
    const clips = fc.array(
      fc
        .record({
          file: fc.constantFrom('a', 'b', 'locked'),
          first: fc.nat(900),
          length: fc.integer({ min: 1, max: 99 }),
        })
        .map(({ file, first, length }) => clip(file, first, first + length - 1)),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(clips, (drawn) => {
        const runs = planned(...drawn)
        expect(runs.flatMap((run) => run.clips).sort((a, b) => a - b)).toEqual([...drawn.keys()])
        const lengths = runs.map(({ range }) => range.last - range.first)
        expect(lengths).toEqual(lengths.toSorted((a, b) => b - a))
        for (const { file, range, clips: places } of runs) {
          const inRun = places.map((place) => drawn[place]!)
          expect(inRun.every((each) => each.file === file)).toBe(true)
          expect(range.first).toBe(Math.min(...inRun.map((each) => each.range!.first)))
          expect(range.last).toBe(Math.max(...inRun.map((each) => each.range!.last)))
        }
      }),
    )
  })
})

it('a range beyond the last frame, or of a recording that nobody indexed, is none', () => {
  expect(isIndexed(clip('a', 0, 999), footage)).toBe(true)
  expect(isIndexed(clip('a', 0, 1000), footage)).toBe(false)
  expect(isIndexed(clip('c', 0, 10), footage)).toBe(false)
})
