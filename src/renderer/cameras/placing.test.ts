import { describe, expect, it } from 'vitest'
import type { Recording, Segment, Synchronisation } from '../../contract/things.ts'
import type { FrameTable } from '../../domain/frames.ts'
import { placed, placeText, synchronisedOf } from './placing.ts'
import { inLead } from './shared-rows.ts'

const recording = (id: string, slowMotion = 1) =>
  ({ id, fileName: `${id}.mp4`, durationSecs: 40, slowMotion }) as Recording
const table: FrameTable = {
  timeBase: { num: 1, den: 1000 },
  pts: Array.from({ length: 1000 }, (_, i) => i * 40),
  keyFrames: [0],
}
const tie = (recordingId: string, ...points: Synchronisation['points']): Synchronisation => {
  return { recordingId, method: 'sound', confidence: 0.82, points }
}

describe('where a recording lies in its session', () => {
  it('is said in words, with how it is known and how its clock runs', () => {
    expect(placeText(placed(recording('a'), table, null))).toBe('is not synchronised: it starts with the session')
    const one = tie('a', { frame: 100, sessionSecs: 7.217 })
    expect(placeText(placed(recording('a'), table, one))).toBe(
      'starts 3.217 s after the session, from the sound (82 %)',
    )
    const two = tie('a', { frame: 0, sessionSecs: -0.4 }, { frame: 900, sessionSecs: 35.564 })
    expect(placeText(placed(recording('a'), table, two))).toBe(
      'starts 0.400 s before the session, from the sound (82 %); its clock gains 3.60 s in an hour',
    )
  })

  it('is not guessed where two moments don’t fit the slow motion that was set later', () => {
    const two = tie('a', { frame: 0, sessionSecs: 0 }, { frame: 900, sessionSecs: 36 })
    const place = placed(recording('a', 4), table, two)
    expect(place.problem).toContain('can’t both be right')
    expect(placeText(place)).toContain('tie it again')
    expect(place.line).toEqual({ offsetSecs: 0, rate: 0.25 })
    expect(placed(recording('a'), table, two).problem).toBeNull()
  })

  it('is shared by those that are tied and the first, whose time it is; by none where nothing is tied', () => {
    const all = [recording('a'), recording('b'), recording('c')]
    expect(synchronisedOf(all, [])).toEqual([])
    expect(synchronisedOf(all, [tie('c', { frame: 0, sessionSecs: 1 })]).map(({ id }) => id)).toEqual(['a', 'c'])
  })

  it('puts another camera’s segments at their moments, without rejected ones and those of other times', () => {
    const lead = placed(recording('a'), table, null)
    const other = placed(recording('b'), table, tie('b', { frame: 0, sessionSecs: 20 }))
    const segment = (id: string, first: number, last: number, state = 'accepted') =>
      ({ id, first, last, state }) as Segment
    const segments = [
      segment('late', 600, 700),
      segment('b', 50, 59),
      segment('no', 0, 9, 'rejected'),
      segment('a', 0, 9),
    ]
    expect(inLead(segments, other, lead).map(({ id, first, last }) => [id, first, last])).toEqual([
      ['a', 500, 509],
      ['b', 550, 559],
    ])
  })
})
