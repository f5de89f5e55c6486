import { describe, expect, it } from 'vitest'
import { parseRange } from './byte-range.ts'

describe('byte ranges', () => {
  it('are what a video element asks for', () => {
    expect(parseRange('bytes=0-', 1000)).toEqual({ start: 0, end: 999 })
    expect(parseRange('bytes=200-299', 1000)).toEqual({ start: 200, end: 299 })
    expect(parseRange('bytes=200-5000', 1000)).toEqual({ start: 200, end: 999 })
    expect(parseRange('bytes=-100', 1000)).toEqual({ start: 900, end: 999 })
    expect(parseRange('bytes=-5000', 1000)).toEqual({ start: 0, end: 999 })
  })

  it('behind the end can not be satisfied', () => {
    expect(parseRange('bytes=1000-', 1000)).toBe('unsatisfiable')
    expect(parseRange('bytes=-0', 1000)).toBe('unsatisfiable')
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
  })

  it('that make no sense are ignored, as the standard asks', () => {
    for (const header of [null, 'frames=1-2', 'bytes=', 'bytes=-', 'bytes=9-3', 'bytes=0-1,5-6', 'bytes=a-b']) {
      expect(parseRange(header, 1000), String(header)).toBe('whole')
    }
  })
})
