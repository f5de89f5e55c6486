import { describe, expect, it } from 'vitest'
import { lanesOf } from './lanes.ts'

describe('lanesOf', () => {
  it('lets segments that follow each other use the whole height', () => {
    const lanes = lanesOf([
      { id: 'a', first: 0, last: 9 },
      { id: 'b', first: 10, last: 20 },
    ])
    expect([lanes.get('a'), lanes.get('b')]).toEqual([
      { lane: 0, lanes: 1 },
      { lane: 0, lanes: 1 },
    ])
  })

  it('never hides a segment behind another: overlapping ones lie one below the other', () => {
    const lanes = lanesOf([
      { id: 'proposal', first: 5, last: 15 },
      { id: 'human', first: 0, last: 10 },
      { id: 'later', first: 11, last: 30 },
      { id: 'apart', first: 40, last: 50 },
    ])
    expect(lanes.get('human')).toEqual({ lane: 0, lanes: 2 })
    expect(lanes.get('proposal')).toEqual({ lane: 1, lanes: 2 })
    expect(lanes.get('later')).toEqual({ lane: 0, lanes: 2 })
    expect(lanes.get('apart')).toEqual({ lane: 0, lanes: 1 })
  })
})
