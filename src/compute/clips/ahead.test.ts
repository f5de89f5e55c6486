import { expect, it } from 'vitest'
import { ahead } from './ahead.ts'

it('starts no more tasks than allowed and gives results in order', async () => {
  let running = 0
  let most = 0
  const tasks = Array.from({ length: 12 }, (_, index) => async () => {
    most = Math.max(most, ++running)
    // Later ones finish first.
    for (let turn = 0; turn < 12 - index; turn++) await Promise.resolve()
    running--
    return index
  })
  const results: number[] = []
  for await (const result of ahead(tasks, 3)) results.push(result)
  expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  expect(most).toBe(3)
})

it('hands over a failure where it happened and starts nothing after it', async () => {
  let started = 0
  const tasks = Array.from({ length: 10 }, (_, index) => async () => {
    started++
    if (index === 2) throw new Error('clip 2')
    return index
  })
  const results: number[] = []
  const taking = (async () => {
    for await (const result of ahead(tasks, 2)) results.push(result)
  })()
  await expect(taking).rejects.toThrow('clip 2')
  expect(results).toEqual([0, 1])
  expect(started).toBeLessThan(6)
})

it('holds no more batches than allowed, however slowly they are taken', async () => {
  let loaded = 0
  const tasks = Array.from({ length: 40 }, (_, index) => async () => {
    loaded++
    return Promise.resolve(index)
  })
  let taken = 0
  for await (const _ of ahead(tasks, 3)) {
    taken++
    // Slow: whatever could be loaded meanwhile has been.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    expect(loaded - taken, `batches waiting while batch ${taken} is learned`).toBe(Math.min(2, 40 - taken))
  }
  expect(loaded).toBe(40)
})

it('has the next batches loaded before they are asked for, so that learning does not wait', async () => {
  const ready = new Set<number>()
  const tasks = Array.from({ length: 20 }, (_, index) => async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    ready.add(index)
    return index
  })
  let waited = 0
  for await (const batch of ahead(tasks, 3)) {
    // A step of learning, as long as it takes to load a batch.
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    if (batch + 1 < tasks.length && !ready.has(batch + 1)) waited++
  }
  expect(waited).toBe(0)
})
