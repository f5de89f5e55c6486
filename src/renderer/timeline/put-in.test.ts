import { expect, test } from 'vitest'
import { segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import { putIn } from './put-in.ts'

const [a, b, c] = [segmentOf('a', 0, 9), segmentOf('b', 20, 29), segmentOf('c', 40, 49)] as const
const shown = [a, b, c]

test('what the engine confirmed takes its place in time, and what is gone goes', () => {
  expect(putIn(shown, [{ ...a, first: 30, last: 39 }]).map(({ id }) => id)).toEqual(['b', 'a', 'c'])
  expect(putIn(shown, [segmentOf('d', 10, 12)]).map(({ id }) => id)).toEqual(['a', 'd', 'b', 'c'])
  expect(putIn(shown, [b], ['a', 'b'])).toEqual([b, c])
})

test('what is read again and has not changed draws nothing again', () => {
  expect(putIn(shown, [{ ...b }])).toBe(shown)
  expect(putIn(shown, [], ['elsewhere'])).toBe(shown)
})
