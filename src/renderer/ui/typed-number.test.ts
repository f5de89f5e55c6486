import { expect, test } from 'vitest'
import { typedNumber, wholeText } from './typed-number.ts'

test('a number is read with a point or a comma, and anything else is none', () => {
  expect(typedNumber(' -0,5 ')).toBe(-0.5)
  expect(typedNumber('180.5')).toBe(180.5)
  for (const text of ['', ' ', 'fast', '1,5,2', '1.000,5']) expect(typedNumber(text)).toBeNaN()
})

test('a whole number may have its thousands set apart, as the window writes them', () => {
  expect(['2,000', '2.000', ' 2000 ', '1 000 000'].map(wholeText)).toEqual(['2000', '2000', '2000', '1000000'])
  for (const text of ['2.5', '20,00', '2.', '2,0000', ',000', 'many']) expect(wholeText(text)).toBe(text)
})
