import { describe, expect, it } from 'vitest'
import { EditQueue } from './edit-queue.ts'

describe('EditQueue', () => {
  it('asks for an undo only after the edit before it is confirmed', async () => {
    const queue = new EditQueue()
    const order: string[] = []
    const { promise: answer, resolve: confirm } = Promise.withResolvers<undefined>()
    const add = queue.run(async () => {
      await answer
      order.push('add')
    })
    const undo = queue.run(() => Promise.resolve(order.push('undo')))
    confirm(undefined)
    await Promise.all([add, undo])
    expect(order).toEqual(['add', 'undo'])
  })

  it('goes on after an edit that was refused, and tells only the one who asked', async () => {
    const queue = new EditQueue()
    const refused = queue.run(() => Promise.reject(new Error('outside the recording')))
    await expect(refused).rejects.toThrow('outside')
    await expect(queue.run(() => Promise.resolve(7))).resolves.toBe(7)
  })
})
