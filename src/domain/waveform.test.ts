import { describe, expect, it } from 'vitest'
import { headerBytes, levelFor, packWaveform, readWaveformHeader, waveformLevels } from './waveform.ts'

describe('a waveform file', () => {
  const finest = Int16Array.from([-5, 5, -1, 9, -7, 2, 0, 0, -3, 3])

  it('says how many peaks it has, and is told from other files', () => {
    expect(readWaveformHeader(packWaveform(finest))).toBe(5)
    expect(readWaveformHeader(new Uint8Array(40))).toBeNull()
    expect(readWaveformHeader(new Uint8Array(3))).toBeNull()
  })

  it('keeps the loudest of four in every coarser level: no stroke is lost by zooming out', () => {
    const bytes = packWaveform(finest)
    const levels = waveformLevels(5)
    expect(levels.map(({ peaks }) => peaks)).toEqual([5, 2, 1, 1, 1, 1])
    const at = (level: number, i: number) => new DataView(bytes.buffer).getInt16(levels[level]!.offset + 2 * i, true)
    expect(levels[0]!.offset).toBe(headerBytes)
    expect([0, 1, 2, 3].map((i) => at(1, i))).toEqual([-7, 9, -3, 3])
    expect([at(2, 0), at(2, 1)]).toEqual([-7, 9])
  })

  it('is drawn from a level with one to four peaks for each column of pixels', () => {
    const levels = waveformLevels(1_000_000)
    expect(levelFor(levels, 0.001)).toBe(0)
    expect(levelFor(levels, 0.16)).toBe(1)
    expect(levelFor(levels, 9)).toBe(4)
    expect(levelFor(levels, 900)).toBe(5)
  })
})
