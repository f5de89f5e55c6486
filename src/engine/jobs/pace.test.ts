import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makePace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

describe('pace', () => {
  it('calls at once, then at most once per gap, and never loses the last', () => {
    let state = 0
    const seen: number[] = []
    const pace = makePace(100, () => seen.push(state))
    for (let ms = 0; ms < 250; ms++) {
      state = ms
      pace.ask()
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(100)
    expect(seen[0]).toBe(0)
    expect(seen.at(-1)).toBe(249)
    expect(seen.length).toBeLessThanOrEqual(4)
  })

  it('keeps quiet after it was stopped', () => {
    let calls = 0
    const pace = makePace(100, () => calls++)
    pace.ask()
    pace.ask()
    pace.stop()
    vi.advanceTimersByTime(1000)
    expect(calls).toBe(1)
  })
})
