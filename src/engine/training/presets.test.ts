import { expect, it } from 'vitest'
import { describePresets } from './presets.ts'

const sizeOf = (name: string) => describePresets(name)[0]!.network!.parameters

it('counts what the paper’s networks have: ResNet-50 as torchvision’s, CBAM and C-CBAM as their equations say', () => {
  // torchvision's ResNet-50 has 25,557,032, of which 2,049,000 are its classifier.
  expect(sizeOf('rlnet')).toEqual({
    backbone: 23_508_032,
    attention: 0,
    head: 4 * 512 * (2048 + 512 + 2),
    perLabel: 513,
  })
  expect(sizeOf('rlnet-cbam').attention).toBe(2_532_592)
  expect(sizeOf('rlnet-c-cbam').attention).toBe(3_790_064)
  expect(sizeOf('rlnet-c-cbam').backbone).toBe(sizeOf('rlnet').backbone)
})

it('describes every preset, and refuses a name that there is not', () => {
  expect(describePresets().map(({ name }) => name)).toContain('quick')
  expect(() => describePresets('magic')).toThrow(/quick/)
})
