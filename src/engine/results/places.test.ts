import { expect, it } from 'vitest'
import type { ResultsWish } from '../../contract/results.ts'
import { resultsIdOf } from './places.ts'

const wish: ResultsWish = {
  data: '/data/UCF11',
  tables: ['table-3.2'],
  protocols: ['paper'],
  scale: 'laptop',
  seed: 1,
}

it('a wish for more tables, protocols or systems finds the folder again, so that nothing is run twice', () => {
  const id = resultsIdOf('ucf11', wish)
  expect(id).toMatch(/^ucf11-laptop-[0-9a-f]{8}$/)
  expect(resultsIdOf('ucf11', { ...wish, tables: ['systems'], protocols: ['honest'], systems: ['rlnet'] })).toBe(id)
})

it('what can’t stand in one table has a folder of its own, so that no number is overwritten', () => {
  const others: Partial<ResultsWish>[] = [{ data: '/copy/UCF11' }, { scale: 'paper' }, { epochs: 5 }, { seed: 2 }]
  const ids = [{}, ...others].map((change) => resultsIdOf('ucf11', { ...wish, ...change }))
  expect(new Set(ids).size).toBe(5)
  expect(ids[3]).toContain('laptop-5-epochs')
})
