import { expect, test } from 'vitest'
import { typedNumber } from './typed-number.ts'

test('a number is read with a point or a comma, and anything else is none', () => {
  expect(typedNumber(' -0,5 ')).toBe(-0.5)
  expect(typedNumber('180.5')).toBe(180.5)
  for (const text of ['', ' ', 'fast', '1,5,2', '1.000,5']) expect(typedNumber(text)).toBeNaN()
})
