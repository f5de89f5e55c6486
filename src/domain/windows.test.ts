import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { rangesOverlap } from './frames.ts'
import { frameScores, proposeSegments, slidingWindows, windowLength, type ScoredWindow } from './windows.ts'

const options = { minConfidence: 0.5, minLengthFrames: 8, maxGapFrames: 4 }

/** Windows over a recording in which the label of each frame is known: a window's score is the share of its frames. */
function windowsOver(truth: readonly number[], lengthFrames: number, hopFrames: number): ScoredWindow[] {
  return slidingWindows(truth.length, lengthFrames, hopFrames).map((range) => {
    const frames = truth.slice(range.first, range.last + 1)
    return { ...range, scores: [0, 1, 2].map((label) => frames.filter((of) => of === label).length / frames.length) }
  })
}
const stretch = (label: number, frames: number): number[] => new Array<number>(frames).fill(label)

describe('windows over a recording', () => {
  it('leave no frame out and never reach past the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(39),
        (total, length, hop) => {
          const windows = slidingWindows(total, length, Math.min(hop, length - 1) + 1)
          const seen = new Set(
            windows.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
          )
          expect(seen.size).toBe(total)
          expect(Math.max(...seen)).toBe(total - 1)
          expect(new Set(windows.map(({ first }) => first)).size).toBe(windows.length)
        },
      ),
    )
    expect(slidingWindows(0, 16, 8)).toEqual([])
    expect(windowLength(8, 2)).toBe(15)
  })
})

describe('proposed segments', () => {
  it('find two actions where they are, to within half a window', () => {
    const truth = [...stretch(0, 100), ...stretch(1, 60), ...stretch(2, 80), ...stretch(0, 100)]
    const segments = proposeSegments(windowsOver(truth, 16, 4), options)
    expect(segments.map(({ label }) => label)).toEqual([0, 1, 2, 0])
    for (const [i, first] of [0, 100, 160, 240].entries()) {
      expect(Math.abs(segments[i]!.first - first)).toBeLessThanOrEqual(8)
    }
    expect(segments.at(-1)!.last).toBe(339)
    expect(segments[1]!.confidence).toBeGreaterThan(0.7)
  })

  it('can be the whole of a recording that is shorter than a segment usually is', () => {
    const [segment] = proposeSegments(windowsOver(stretch(1, 5), 16, 4), options)
    expect(segment).toEqual({ first: 0, last: 4, label: 1, confidence: 1 })
  })

  it('leave out what no label is sure of', () => {
    const unsure: ScoredWindow[] = slidingWindows(200, 16, 8).map((range) => ({ ...range, scores: [0.4, 0.35, 0.25] }))
    expect(proposeSegments(unsure, options)).toEqual([])
    expect(proposeSegments(unsure, { ...options, minConfidence: 0.3 })).toHaveLength(1)
  })

  it('leave rests alone where a label stands for nothing, and find the actions between them as before', () => {
    const truth = [...stretch(0, 100), ...stretch(1, 60), ...stretch(0, 80), ...stretch(2, 60), ...stretch(0, 50)]
    const windows = windowsOver(truth, 16, 4)
    const all = proposeSegments(windows, options)
    const found = proposeSegments(windows, { ...options, background: 0 })
    expect(all.map(({ label }) => label)).toEqual([0, 1, 0, 2, 0])
    expect(found).toEqual(all.filter(({ label }) => label !== 0))
  })

  it('join stretches of one label over a short doubt, but not over another label', () => {
    const doubt = (middle: readonly number[]): ScoredWindow[] =>
      [[1, 0], [1, 0], middle, [1, 0], [1, 0]].map((scores, i) => ({ first: i * 10, last: i * 10 + 9, scores }))
    const over = (middle: readonly number[], maxGapFrames: number) =>
      proposeSegments(doubt(middle), { minConfidence: 0.7, minLengthFrames: 8, maxGapFrames }).map(({ label }) => label)
    expect(over([0.5, 0.5], 10)).toEqual([0])
    expect(over([0.5, 0.5], 9)).toEqual([0, 0])
    expect(over([0, 1], 10)).toEqual([0, 1, 0])
  })

  it('drop flickers and then join what they stood between', () => {
    const scores = [
      [1, 0],
      [1, 0],
      [0, 1],
      [1, 0],
      [1, 0],
    ]
    const windows = scores.map((of, i) => ({ first: i * 4, last: i * 4 + 3, scores: of }))
    expect(proposeSegments(windows, { ...options, maxGapFrames: 4 })).toEqual([
      { label: 0, first: 0, last: 19, confidence: 0.8 },
    ])
  })

  it('never share a frame, stay in the recording, and are as sure as asked', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score, score), { minLength: 1, maxLength: 60 }), (scores) => {
        const windows = scores.map((of, i) => ({ first: i * 3, last: i * 3 + 15, scores: of }))
        const segments = proposeSegments(windows, options)
        for (const [i, segment] of segments.entries()) {
          expect(segment.first).toBeLessThanOrEqual(segment.last)
          expect(segment.last).toBeLessThanOrEqual(windows.at(-1)!.last)
          expect(segment.confidence).toBeGreaterThanOrEqual(options.minConfidence)
          expect(segments.slice(i + 1).some((other) => rangesOverlap(segment, other))).toBe(false)
        }
      }),
    )
  })

  it('say nothing of frames that no window holds', () => {
    const windows = [
      { first: 2, last: 3, scores: [1, 0] },
      { first: 3, last: 4, scores: [0, 1] },
    ]
    expect(frameScores(windows)).toEqual([null, null, [1, 0], [0.5, 0.5], [0, 1]])
    expect(frameScores([])).toEqual([])
  })
})
