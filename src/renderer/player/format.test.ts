import { describe, expect, it } from 'vitest'
import { frameText, rateText, stretchText } from './format.ts'

describe('what the player writes', () => {
  it('names frames, lengths and rates with their units', () => {
    expect(frameText(312, 4501)).toBe('frame 312 / 4,501')
    expect(stretchText(1, 0.033)).toBe('1 frame, 0.033 s')
    expect(rateText(-0.5)).toBe('−0.5×')
  })
})
