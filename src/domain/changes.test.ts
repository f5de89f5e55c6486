import { describe, expect, it } from 'vitest'
import { inOrder, sameRow, sidesOf } from './changes.ts'

describe('changes', () => {
  it('are taken back from the last to the first, so that what depends on another goes before it', () => {
    expect(inOrder(['label', 'segment'], 'do')).toEqual(['label', 'segment'])
    expect(inOrder(['label', 'segment'], 'undo')).toEqual(['segment', 'label'])
  })

  it('say what must be there and what will be', () => {
    const change = { before: null, after: { id: 'a' } }
    expect(sidesOf(change, 'do')).toEqual({ expected: null, target: { id: 'a' } })
    expect(sidesOf(change, 'undo')).toEqual({ expected: { id: 'a' }, target: null })
  })

  it('notice a row that is not what they left, so that nothing newer is overwritten', () => {
    expect(sameRow({ id: 'a', last: 3 }, { last: 3, id: 'a' })).toBe(true)
    expect(sameRow({ id: 'a', last: 3 }, { id: 'a', last: 4 })).toBe(false)
    expect(sameRow({ id: 'a' }, { id: 'a', comment: undefined })).toBe(false)
    expect(sameRow(null, null)).toBe(true)
    expect(sameRow({ id: 'a' }, null)).toBe(false)
  })
})
