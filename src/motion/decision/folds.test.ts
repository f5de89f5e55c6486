import { expect, test } from 'vitest'
import { createRandom } from '../../domain/random.ts'
import { innerFolds } from './folds.ts'

const random = createRandom(1)

test('a group is never on both sides, and few groups are left out one by one', () => {
  const groups = ['a', 'a', 'b', 'b', 'c', 'c']
  const { foldOf, count, by } = innerFolds(groups, [0, 1, 0, 1, 0, 1], random)
  expect({ count, by }).toEqual({ count: 3, by: 'group' })
  expect(foldOf[0]).toBe(foldOf[1])
  expect(new Set(foldOf).size).toBe(3)
})

test('many groups are put together to five folds of about one size', () => {
  const groups = Array.from({ length: 60 }, (_, clip) => `group ${clip % 20}`)
  const { foldOf, count } = innerFolds(
    groups,
    groups.map((_, clip) => clip % 2),
    random,
  )
  expect(count).toBe(5)
  const sizes = [0, 1, 2, 3, 4].map((fold) => foldOf.filter((one) => one === fold).length)
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(3)
})

test('where a label stands in one group alone, clips are dealt out, each label to several folds', () => {
  const { foldOf, by, count } = innerFolds(['a', 'a', 'a', 'b', 'b', 'b'], [0, 0, 0, 1, 1, 1], random)
  expect(by).toBe('clip')
  expect(count).toBe(3)
  expect(new Set(foldOf.slice(0, 3)).size).toBe(3)
})
