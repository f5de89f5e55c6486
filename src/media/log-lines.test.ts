import { expect, test } from 'vitest'
import { lineCutter } from './log-lines.ts'

function cut(...chunks: readonly Buffer[]): string[] {
  const lines: string[] = []
  const cutter = lineCutter((line) => lines.push(line))
  for (const chunk of chunks) cutter.push(chunk)
  cutter.end()
  return lines
}

test('lines and letters that come in pieces are put together', () => {
  const bytes = Buffer.from('Höhe 1\nBreite 2\r\nfertig')
  for (let at = 0; at <= bytes.length; at++) {
    expect(cut(bytes.subarray(0, at), bytes.subarray(at))).toEqual(['Höhe 1', 'Breite 2', 'fertig'])
  }
})

test('a line without an end, as a crafted file can cause, does not fill the memory', () => {
  const lines = cut(...Array.from({ length: 100 }, () => Buffer.alloc(1 << 20, 'x')), Buffer.from('\nnext\n'))
  expect(lines.map((line) => line.length)).toEqual([4096, 4])
})
