import { expect, test } from 'vitest'
import type { Job } from '../../contract/things.ts'
import { inTray } from './in-tray.ts'

const job = (second: number, state: Job['state']) => ({
  id: `${state} ${second}`,
  state,
  createdAt: new Date(second * 1000).toISOString(),
})
const seconds = Array.from({ length: 60 }, (_, second) => second)

test('what runs can be seen and cancelled, however much waits behind it', () => {
  const jobs = [job(0, 'running'), ...seconds.map((second) => job(second + 1, 'queued')), job(-1, 'done')]
  const shown = inTray(jobs.toReversed()).map(({ id }) => id)
  expect(shown).toHaveLength(62)
  expect(shown.slice(0, 2)).toEqual(['running 0', 'queued 1'])
  expect(shown.at(-1)).toBe('done -1')
})

test('of what is over, the newest is first and the oldest is left out', () => {
  const shown = inTray(seconds.map((second) => job(second, 'done'))).map(({ id }) => id)
  expect([shown.length, shown[0], shown.at(-1)]).toEqual([50, 'done 59', 'done 10'])
})
