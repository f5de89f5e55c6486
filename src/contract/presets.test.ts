import { expect, it } from 'vitest'
import { preset } from './learning.ts'
import { networkPart } from './network-part.ts'
import { findPreset, networkTrainingOf, presets } from './presets.ts'

it('every preset is a configuration that training takes', () => {
  for (const one of presets) {
    expect(preset.parse(one)).toEqual(one)
    expect(one.config.preset).toBe(one.name)
    const trained = networkPart(one.config)
    if (trained === null) continue
    const { network, preprocessing } = trained
    expect(network.size).toBe(preprocessing.size)
    expect(network.frames).toBe(preprocessing.frames)
    expect(preprocessing.resize).toBeGreaterThanOrEqual(preprocessing.size)
    if (network.family === 'rlnet') expect(network.reduction).toBeLessThanOrEqual(network.width)
  }
  expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length)
})

it("the paper's rows differ by what the paper says they differ by", () => {
  const [plain, shifted, both, cbam, concatenated] = ['rlnet', 'rlnet-1', 'rlnet-12', 'rlnet-cbam', 'rlnet-c-cbam'].map(
    networkTrainingOf,
  )
  expect(shifted).toEqual({ ...plain, preset: 'rlnet-1', shift: true })
  expect(both).toEqual({ ...shifted, preset: 'rlnet-12', sampling: 'middle-third' })
  expect(cbam).toEqual({ ...both, preset: 'rlnet-cbam', network: { ...both!.network, attention: 'cbam' } })
  expect(concatenated).toEqual({ ...both, preset: 'rlnet-c-cbam', network: { ...both!.network, attention: 'c-cbam' } })
})

it('an unknown preset is refused with the names there are', () => {
  expect(() => findPreset('fast')).toThrow(/no preset called “fast”.*quick/)
})
