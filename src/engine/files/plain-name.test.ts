import { expect, test } from 'vitest'
import { plainName } from './plain-name.ts'

test('a name keeps its letters and digits, without accents and signs', () => {
  expect(plainName('Zoë Müller-Ångström, Ⅳ. Größe')).toBe('zoe-muller-angstrom-iv-gro-e')
  expect(plainName('Serve 🎾👩‍🦰 2nd')).toBe('serve-2nd')
  expect(plainName('“Anna’s” \'best\' "serve"')).toBe('anna-s-best-serve')
  expect(plainName('../../etc/passwd\0 C:\\nul*?')).toBe('etc-passwd-c-nul')
})

test('a long name is cut, and one of other signs alone is empty', () => {
  expect(plainName('serve '.repeat(1000))).toHaveLength(80)
  expect(plainName('発球 🎾 — ’')).toBe('')
  expect(plainName('')).toBe('')
})
