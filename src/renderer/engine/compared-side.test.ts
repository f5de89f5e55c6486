import { describe, expect, it } from 'vitest'
import { heldIn, sideAddress, sideOf } from './compared-side.ts'

describe('a side of a comparison', () => {
  it('is what its address says, so that a link shows the same comparison again', () => {
    for (const side of [
      { recordingId: 'a-1', event: 7, range: null },
      { recordingId: 'a-1', event: 130, range: { first: 120, last: 188 } },
    ]) {
      expect(sideOf(sideAddress(side))).toEqual(side)
    }
    expect(sideOf('a-1')).toEqual({ recordingId: 'a-1', event: 0, range: null })
  })

  it('is nothing where the address makes no sense, and stays inside the recording', () => {
    for (const address of [null, '', '@5', 'a@x', 'a@5~9', 'a@5.1-9']) expect(sideOf(address)).toBeNull()
    expect(heldIn({ recordingId: 'a', event: 900, range: { first: 50, last: 400 } }, 100)).toEqual({
      recordingId: 'a',
      event: 99,
      range: { first: 50, last: 99 },
    })
  })
})
