import { expect, it } from 'vitest'
import { trainingConfig } from './learning.ts'
import { networkPart } from './network-part.ts'
import { findPreset, presets } from './presets.ts'
import { scaled } from './scales.ts'

it('the paper’s scale is the preset itself', () => {
  for (const { config } of presets) expect(scaled(config, 'paper')).toBe(config)
})

it.each(['laptop', 'tiny'] as const)('%s is a training that can be asked for, of the same build', (scale) => {
  for (const { config } of presets) {
    const small = scaled(config, scale)
    expect(trainingConfig.parse(small)).toEqual(small)
    const [before, after] = [networkPart(config), networkPart(small)]
    if (!before || !after) continue
    expect(after.network.size).toBe(after.preprocessing.size)
    expect(after.network.frames).toBe(after.preprocessing.frames)
    expect(after.preprocessing.resize - after.preprocessing.size).toBeGreaterThanOrEqual(12)
    const build = ({ network }: typeof before) => ({
      ...network,
      ...{ width: 0, hidden: 0, reduction: 0, frames: 0, size: 0 },
    })
    expect(build(after)).toEqual(build(before))
    const rows = ({ shift, flip, sampling }: typeof before) => ({ shift, flip, sampling })
    expect(rows(after)).toEqual(rows(before))
  }
})

it('fewer frames cover as much of a clip', () => {
  const [paper, tiny] = [findPreset('rlnet').config, scaled(findPreset('rlnet').config, 'tiny')].map(networkPart)
  const span = ({ frames, frameStep }: { frames: number; frameStep: number }) => frames * frameStep
  expect(span(tiny!.preprocessing)).toBe(span(paper!.preprocessing))
})
