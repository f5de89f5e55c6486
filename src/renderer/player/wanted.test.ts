import { describe, expect, it } from 'vitest'
import { nextWanted, type Outlook } from './wanted.ts'

const gop = 30

function ready(...ranges: [number, number][]) {
  return {
    has: (index: number) => ranges.some(([first, last]) => index >= first && index <= last),
    keyBefore: (index: number) => Math.floor(index / gop) * gop,
  }
}

function outlook(change: Partial<Outlook>): Outlook {
  return { playhead: 50, direction: 0, trend: 1, frames: 300, ahead: 4, behind: 12, ...change }
}

describe('nextWanted', () => {
  it('decodes the frame under the playhead before anything else', () => {
    expect(nextWanted(outlook({}), ready([51, 60]))).toEqual({ index: 50, from: 38 })
  })

  it('keeps only what can be decoded together: from the key frame on', () => {
    expect(nextWanted(outlook({ playhead: 33 }), ready())).toEqual({ index: 33, from: 30 })
  })

  it('fills what playing forward needs, and stops at the end', () => {
    expect(nextWanted(outlook({ direction: 1 }), ready([50, 52]))).toEqual({ index: 53, from: 53 })
    expect(nextWanted(outlook({ direction: 1, playhead: 298 }), ready([298, 299]))).toBeNull()
  })

  it('fetches frames behind by many at once, not one run of the decoder per step', () => {
    expect(nextWanted(outlook({}), ready([40, 54]))).toBeNull()
    expect(nextWanted(outlook({}), ready([46, 54]))).toEqual({ index: 45, from: 38 })
  })

  it('goes on into the key frame group before when stepping back', () => {
    expect(nextWanted(outlook({ playhead: 32, direction: -1 }), ready([30, 40]))).toEqual({ index: 29, from: 20 })
  })

  it('after a jump looks a little to both sides, where the last step led first, before it looks far', () => {
    const wide = { ahead: 30, behind: 40 }
    expect(nextWanted(outlook(wide), ready([50, 55]))).toEqual({ index: 56, from: 56 })
    expect(nextWanted(outlook(wide), ready([50, 56]))).toEqual({ index: 49, from: 30 })
    expect(nextWanted(outlook({ ...wide, trend: -1 }), ready([50, 52]))).toEqual({ index: 49, from: 30 })
    expect(nextWanted(outlook({ ...wide, trend: -1 }), ready([30, 56]))).toEqual({ index: 29, from: 10 })
    expect(nextWanted(outlook(wide), ready([29, 56]))).toEqual({ index: 57, from: 57 })
  })

  it('wants nothing before the first frame', () => {
    expect(nextWanted(outlook({ playhead: 2, direction: -1 }), ready([0, 10]))).toBeNull()
  })
})
