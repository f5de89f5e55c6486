import { afterEach, expect, test, vi } from 'vitest'
import { defaultName } from './training-config.ts'

const evening = new Date('2026-11-26T19:05:30Z')
afterEach(() => vi.unstubAllEnvs())

test('a run is called by the time on the wall, so that it can be told from the one before', () => {
  vi.stubEnv('TZ', 'Asia/Tokyo')
  expect(defaultName('quick', evening)).toBe('Quick 2026-11-27 04:05')
  vi.stubEnv('TZ', 'UTC')
  const first = defaultName('quick', evening)
  expect(defaultName('quick', evening, [first])).toBe('Quick 2026-11-26 19:05 (2)')
  expect(defaultName('quick', evening, [first, `${first} (2)`])).toBe('Quick 2026-11-26 19:05 (3)')
})
