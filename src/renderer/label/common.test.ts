import { expect, it } from 'vitest'
import { commonOf, sameOr } from './common.ts'

it('says what all have, nothing included, and that others differ', () => {
  const segments = [
    { rating: null, comment: 'late' },
    { rating: null, comment: 'early' },
  ]
  expect(commonOf(segments, ({ rating }) => rating)).toEqual({ kind: 'same', value: null })
  expect(commonOf(segments, ({ comment }) => comment)).toEqual({ kind: 'mixed' })
  expect(
    sameOr(
      commonOf(segments, ({ comment }) => comment),
      '',
    ),
  ).toBe('')
})
