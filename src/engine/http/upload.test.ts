import { describe, expect, it } from 'vitest'
import { safeFileName } from './upload.ts'

describe('the name of an upload', () => {
  it('stays what it was where it can', () => {
    expect(safeFileName('Märzturnier – Satz 2.MP4')).toBe('Märzturnier – Satz 2.MP4')
  })

  it('leads nowhere else and reads as no option', () => {
    expect(safeFileName('../../etc/passwd')).toBe('_.._etc_passwd')
    expect(safeFileName('C:\\clips\\a.mov')).toBe('C__clips_a.mov')
    expect(safeFileName('-i.mp4')).toBe('i.mp4')
    expect(safeFileName('.hidden.mp4')).toBe('hidden.mp4')
    expect(safeFileName('a\u0000b\n.mp4')).toBe('a_b_.mp4')
  })

  it('is cut where a file system would refuse it, and keeps its ending', () => {
    const name = safeFileName(`${'x'.repeat(400)}.mp4`)
    expect(name.length).toBeLessThan(140)
    expect(name.endsWith('.mp4')).toBe(true)
  })

  it('must have something in it', () => {
    expect(() => safeFileName('')).toThrow(/no usable name/)
    expect(() => safeFileName('...')).toThrow(/no usable name/)
  })
})
