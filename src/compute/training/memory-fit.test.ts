import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { networkTrainingOf } from '../../contract/presets.ts'
import { machineMemory } from './machine-memory.ts'
import { trainingMemoryBytes } from '../../contract/training-memory.ts'
import { fitMemory } from './memory-fit.ts'

const config = (name: string) => networkTrainingOf(name)
const memory = (totalGb: number, freeGb = totalGb) => ({ totalBytes: totalGb * 1e9, freeBytes: freeGb * 1e9 })

test('the paper’s batch of 30 stays 30 on a small machine, in even passes that fit, and a person is told', () => {
  const wanted = config('rlnet-c-cbam')
  const { config: fitted, needBytes, text } = fitMemory(wanted, 1000, memory(24))
  expect(fitted).toMatchObject({ batchClips: 30, clipsAtOnce: 4 })
  expect(needBytes).toBe(trainingMemoryBytes(wanted, 4))
  expect(needBytes).toBeLessThan(24e9)
  expect(text).toMatch(/^30 clips a step, in passes of 4, so that it fits into 24 GB\. .*about 18 GB of memory/)
  expect(fitMemory(wanted, 1000, memory(256)).config).toBe(wanted)
})

test('with other programs in memory fewer clips go at once, and the way to repeat the run is said', () => {
  const { config: fitted, text } = fitMemory(config('rlnet-c-cbam'), 1000, memory(24, 12))
  expect(fitted.clipsAtOnce).toBe(2)
  expect(text).toContain('so that it fits into the 12 GB that are free. To repeat the run exactly, give --at-once 2')
})

test('the more is frozen, the more clips go at once', () => {
  const wanted = config('rlnet-c-cbam')
  const atOnce = (['layer1', 'layer3', 'layer4'] as const).map(
    (frozenThrough) => fitMemory({ ...wanted, frozenThrough }, 1000, memory(24)).config.clipsAtOnce,
  )
  expect(atOnce).toEqual([6, 10, 15])
})

test('bf16 lets more clips go at once', () => {
  const { config: fitted } = fitMemory({ ...config('rlnet-c-cbam'), precision: 'bf16' }, 1000, memory(24))
  expect(fitted.clipsAtOnce).toBe(6)
})

test('what can’t fit at all is refused in words before the system kills it', () => {
  const wanted = config('rlnet-c-cbam')
  expect(() => fitMemory(wanted, 1000, memory(4))).toThrow(/even for one clip.*has 4.0 GB.*smaller preset/)
  expect(() => fitMemory(wanted, 1000, memory(32, 4))).toThrow(/of which 4.0 GB are free.*Close other programs/)
  const pinned = { ...wanted, clipsAtOnce: 15 }
  expect(() => fitMemory(pinned, 1000, memory(24))).toThrow(/for 15 clips at a time.*at most 4 at once/)
})

test('a laptop trains the small presets as they are', () => {
  expect(fitMemory(config('quick'), 1000, memory(4)).config).toBe(config('quick'))
  expect(fitMemory(config('balanced'), 1000, memory(16)).config).toBe(config('balanced'))
  expect(fitMemory({ ...config('quick'), clipsAtOnce: 5 }, 1000, memory(4)).config.clipsAtOnce).toBe(4)
})

test('the memory of this machine is what the system has at most', () => {
  const { totalBytes, freeBytes } = machineMemory()
  expect(totalBytes).toBeLessThanOrEqual(totalmem())
  expect(freeBytes).toBeGreaterThan(0)
  expect(freeBytes).toBeLessThanOrEqual(totalBytes)
})
