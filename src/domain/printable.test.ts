import { expect, test } from 'vitest'
import { printable } from './printable.ts'

test('a name can give the terminal no orders', () => {
  expect(printable('\x1b]0;owned\x07\x1b[31mserve\r\x9b2J\x7f.mp4')).toBe(
    '\\x1b]0;owned\\x07\\x1b[31mserve\\x0d\\x9b2J\\x7f.mp4',
  )
})

test('what people write stays as it is', () => {
  const text = 'Zoë’s 発球 🎾\n\t12 %\u00a0…'
  expect(printable(text)).toBe(text)
})
