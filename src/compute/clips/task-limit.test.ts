import { expect, it } from 'vitest'
import { taskLimit } from './task-limit.ts'

it('runs no more decoders at once than there are cores, in the order they were asked for', async () => {
  const limited = taskLimit(2)
  const started: number[] = []
  let running = 0
  let most = 0
  const tasks = Array.from({ length: 9 }, (_, index) =>
    limited(async () => {
      started.push(index)
      most = Math.max(most, ++running)
      for (let turn = 0; turn < (index * 5) % 7; turn++) await Promise.resolve()
      running--
      return index
    }),
  )
  expect(await Promise.all(tasks)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(most).toBe(2)
})

it('goes on after a failure', async () => {
  const limited = taskLimit(1)
  await expect(limited(() => Promise.reject(new Error('a clip')))).rejects.toThrow('a clip')
  expect(await limited(() => Promise.resolve(1))).toBe(1)
})
