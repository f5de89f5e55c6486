import { expect, test } from 'vitest'
import { findPreset } from '../../contract/presets.ts'
import { fitBatch, smallerBatchText, trainingMemoryBytes } from './memory-need.ts'

const GB = 1e9
const config = (name: string) => findPreset(name).config

test('the paper’s batch is made smaller on a small machine, and a person is told', () => {
  const wanted = config('rlnet-c-cbam')
  const fitted = fitBatch(wanted, 1000, 24 * GB)
  expect(fitted.batchClips).toBeGreaterThan(1)
  expect(fitted.batchClips).toBeLessThan(8)
  expect(trainingMemoryBytes(fitted, 1000)).toBeLessThan(24 * GB)
  expect(smallerBatchText(wanted, fitted)).toContain(`${fitted.batchClips} clips at once in place of 30`)
  expect(fitBatch(wanted, 1000, 256 * GB)).toBe(wanted)
})

test('what can’t fit at all is refused in words before the system kills it', () => {
  expect(() => fitBatch(config('rlnet-c-cbam'), 1000, 4 * GB)).toThrow(/even for one clip.*has 4 GB.*quick/)
})

test('a laptop trains the small presets as they are', () => {
  expect(fitBatch(config('quick'), 1000, 4 * GB)).toBe(config('quick'))
  expect(fitBatch(config('balanced'), 1000, 16 * GB)).toBe(config('balanced'))
})
