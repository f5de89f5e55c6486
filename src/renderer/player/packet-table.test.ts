import { describe, expect, it } from 'vitest'
import { disagreement, keyBefore, packetTable, type ListedPacket } from './packet-table.ts'

/** Decoding order I P B B as encoders write it: shown as I B B P. */
const withB: ListedPacket[] = [
  { sequenceNumber: 0, timestampSecs: 0.1, isKey: true },
  { sequenceNumber: 1, timestampSecs: 0.4, isKey: false },
  { sequenceNumber: 2, timestampSecs: 0.2, isKey: false },
  { sequenceNumber: 3, timestampSecs: 0.3, isKey: false },
  { sequenceNumber: 4, timestampSecs: 0.5, isKey: true },
]

function frameTable(...pts: number[]) {
  return { timeBase: { num: 1, den: 10 }, pts, keyFrames: [0] }
}

describe('packetTable', () => {
  it('numbers frames in the order they are shown, not the order they are stored', () => {
    const table = packetTable(withB)
    expect([0, 1, 2, 3, 4].map((sequenceNumber) => table.indexOf.get(sequenceNumber))).toEqual([0, 3, 1, 2, 4])
  })

  it('starts decoding at the key frame before', () => {
    const table = packetTable(withB)
    expect([0, 3, 4].map((index) => keyBefore(table, index))).toEqual([0, 0, 4])
  })
})

describe('disagreement', () => {
  it('is silent where every packet is a frame at its time', () => {
    expect(disagreement(packetTable(withB), frameTable(7, 8, 9, 10, 11), true)).toBeNull()
  })

  it('refuses a file with more pictures than the index: later frames would be shifted', () => {
    expect(disagreement(packetTable(withB), frameTable(0, 1, 2, 3), true)).toContain('5 pictures')
  })

  it('refuses an original whose times differ, and takes a proxy with even times', () => {
    const uneven = frameTable(0, 1, 2, 9, 10)
    expect(disagreement(packetTable(withB), uneven, true)).toContain('frame 3')
    expect(disagreement(packetTable(withB), uneven, false)).toBeNull()
  })
})
