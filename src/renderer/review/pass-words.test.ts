import { expect, test } from 'vitest'
import { passWords } from './pass-words.ts'

const done = (segments: number, knownBefore: number) =>
  passWords({ state: 'done', problem: null, result: { predictionId: 'p', segments, knownBefore } })

test('a pass that brought nothing says so, and why', () => {
  expect(done(0, 0)).toBe('The last pass found nothing that the model is at least 50 % sure of.')
  expect(done(0, 1)).toBe('The last pass found nothing new: you decided on 1 proposal of it before.')
  expect(done(3, 1)).toBeNull()
})

test('a pass that did not come to its end says what became of it', () => {
  const problem = { code: 'FILE_NOT_FOUND', message: 'a.mp4 is gone.' }
  expect(passWords({ state: 'failed', problem, result: null })).toBe('a.mp4 is gone.')
  expect(passWords({ state: 'cancelled', problem: null, result: null })).toContain('cancelled')
  expect(passWords({ state: 'running', problem: null, result: null })).toBeNull()
})
