import { describe, expect, it } from 'vitest'
import { sideBySide } from './side-by-side.ts'

describe('work side by side', () => {
  it('does everything once, never more at a time than there are lanes', async () => {
    const done: number[] = []
    let under = 0
    let most = 0
    await sideBySide([1, 2, 3, 4, 5], { lanes: 2 }, async (item) => {
      most = Math.max(most, ++under)
      await Promise.resolve()
      under -= 1
      done.push(item)
    })
    expect(done).toEqual([1, 2, 3, 4, 5])
    expect(most).toBe(2)
  })

  it('stops what is under way at the first failure, begins nothing more, and throws that failure', async () => {
    const begun: number[] = []
    let letGo = false
    const work = sideBySide([1, 2, 3, 4], { lanes: 2 }, async (item, signal) => {
      begun.push(item)
      if (item === 2) throw new Error('two')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      letGo = true
    })
    await expect(work).rejects.toThrow('two')
    expect([begun, letGo]).toEqual([[1, 2], true])
  })
})
