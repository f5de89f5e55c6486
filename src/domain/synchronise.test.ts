import { describe, expect, it } from 'vitest'
import type { FrameTable } from './frames.ts'
import { frameAtSessionSecs, rangeIn, sessionSecsOf, syncLine, untied, type Placed } from './synchronise.ts'

/** Every so many milliseconds a frame. */
const table = (frames: number, gapMs: number, startMs = 0): FrameTable => ({
  timeBase: { num: 1, den: 1000 },
  pts: Array.from({ length: frames }, (_, i) => startMs + i * gapMs),
  keyFrames: [0],
})

describe('recordings in the time of their session', () => {
  it('start with it where nothing ties them', () => {
    expect(sessionSecsOf(50, table(100, 40), untied)).toBe(2)
    expect(syncLine([], table(100, 40))).toEqual(untied)
  })

  it('lead from any frame to a moment and back, at other rates and from an odd start', () => {
    const film = table(500, 17, -35)
    const line = syncLine([{ frame: 100, sessionSecs: 61.7 }], film)
    for (let frame = 0; frame < 500; frame++) {
      expect(frameAtSessionSecs(sessionSecsOf(frame, film, line), film, line, 8.5)).toBe(frame)
    }
    expect(frameAtSessionSecs(sessionSecsOf(0, film, line) - 0.01, film, line, 8.5)).toBeNull()
    expect(frameAtSessionSecs(sessionSecsOf(0, film, line) + 8.6, film, line, 8.5)).toBeNull()
  })

  it('follow a clock that runs a little faster through two moments', () => {
    const film = table(100_001, 40)
    // This camera gains a second in an hour and 6 minutes.
    const points = [
      { frame: 0, sessionSecs: 10 },
      { frame: 100_000, sessionSecs: 4009 },
    ]
    const line = syncLine(points, film)
    expect(sessionSecsOf(100_000, film, line)).toBeCloseTo(4009, 9)
    expect(sessionSecsOf(50_000, film, line)).toBeCloseTo(2009.5, 9)
  })

  it('run slower where the recording is slow motion', () => {
    const line = syncLine([{ frame: 0, sessionSecs: 5 }], table(1000, 40), 8)
    expect(sessionSecsOf(200, table(1000, 40), line)).toBe(6)
  })

  it('refuse two moments that can’t both be right', () => {
    const film = table(1000, 40)
    const tie = (a: number, b: number) => () =>
      syncLine(
        [
          { frame: 0, sessionSecs: a },
          { frame: 500, sessionSecs: b },
        ],
        film,
      )
    expect(tie(0, 20.5)).not.toThrow()
    expect(tie(0, 30)).toThrow('can’t both be right')
    expect(tie(20, 0)).toThrow('can’t both be right')
    expect(() => syncLine([{ frame: 1000, sessionSecs: 0 }], film)).toThrow('no frame 1000')
  })
})

describe('a segment of one recording in another', () => {
  const slow: Placed = { table: table(100, 40), line: untied, lengthSecs: 4 }
  /** Twice as many frames, and two seconds later. */
  const fast: Placed = { table: table(200, 20), line: { offsetSecs: 2, rate: 1 }, lengthSecs: 4 }

  it('covers the same time, whatever the frame rates', () => {
    expect(rangeIn({ first: 60, last: 69 }, slow, fast)).toEqual({ first: 20, last: 39 })
    expect(rangeIn({ first: 20, last: 39 }, fast, slow)).toEqual({ first: 60, last: 69 })
    expect(rangeIn({ first: 21, last: 21 }, fast, slow)).toEqual({ first: 60, last: 60 })
  })

  it('is cut where the other camera was not running yet or any more, and is nowhere where it never was', () => {
    expect(rangeIn({ first: 45, last: 59 }, slow, fast)).toEqual({ first: 0, last: 19 })
    expect(rangeIn({ first: 90, last: 120 }, fast, slow)).toEqual({ first: 95, last: 99 })
    expect(rangeIn({ first: 0, last: 49 }, slow, fast)).toBeNull()
    expect(rangeIn({ first: 100, last: 150 }, fast, slow)).toBeNull()
  })

  it('follows a clock that drifts', () => {
    const drifting: Placed = { ...fast, line: { offsetSecs: 0, rate: 1.01 } }
    expect(rangeIn({ first: 0, last: 99 }, drifting, slow)).toEqual({ first: 0, last: 50 })
  })
})
