import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelColors } from '../../domain/labels.ts'
import { segmentOf, labelOf } from '../../../test/fixtures/drawn-segments.ts'
import { contrast, inkOn, letterOf, originText, reviewedText, seenOn, segmentName } from './marks.ts'

function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

describe('labels without their colour', () => {
  it('has text of at least 4.5 to 1 on every colour, of the palette or chosen', () => {
    const chosen = fc
      .sample(fc.integer({ min: 0, max: 0xffffff }), 200)
      .map((rgb) => `#${rgb.toString(16).padStart(6, '0')}`)
    for (const color of [...labelColors, ...chosen]) {
      const [light = 0, dark = 0] = [luminance(color), luminance(inkOn(color))].toSorted((a, b) => b - a)
      expect((light + 0.05) / (dark + 0.05), color).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('takes the key for the letter, else the name', () => {
    expect(letterOf({ hotkey: 's', name: 'lunge' })).toBe('S')
    expect(letterOf({ hotkey: null, name: 'lunge' })).toBe('L')
  })

  it("says who made a segment, and what a person made of a model's", () => {
    expect(originText({ source: 'human', state: 'accepted', confidence: null })).toBe('human')
    expect(originText({ source: 'model', state: 'rejected', confidence: 0.871 })).toBe('by a model, 87 %, rejected')
  })

  it('is seen on both themes’ grounds, 3 to 1 at least, and as it is where that is enough', () => {
    const themes = [
      { grounds: ['#1b1f26', '#0f1216'], ink: '#e4e8ee' },
      { grounds: ['#ffffff', '#e8ecf0'], ink: '#1a2028' },
    ]
    const color = fc.integer({ min: 0, max: 0xffffff }).map((rgb) => `#${rgb.toString(16).padStart(6, '0')}`)
    fc.assert(
      fc.property(color, fc.constantFrom(...themes), (chosen, { grounds, ink }) => {
        const mark = seenOn(grounds, chosen, ink)
        for (const ground of grounds) expect(contrast(mark, ground)).toBeGreaterThanOrEqual(3)
      }),
    )
    expect(seenOn(['#1b1f26'], '#e69f00', '#e4e8ee')).toBe('#e69f00')
  })

  it('names the ranges that were reviewed, of many the count', () => {
    expect(reviewedText([])).toBe('Nothing is marked as reviewed.')
    expect(reviewedText([{ first: 20, last: 1060 }])).toBe('Reviewed: frames 20–1,060')
    const many = Array.from({ length: 11 }, (_, i) => ({ first: i * 10, last: i * 10 + 2 }))
    expect(reviewedText(many)).toBe('Reviewed: 11 ranges of frames')
  })

  it('names a segment with its rating and what it lacks', () => {
    const label = labelOf('serve', { modifiers: [{ kind: 'text', name: 'side', required: true }] })
    expect(segmentName(label, segmentOf('1', 120, 1188, { rating: 4 }))).toBe(
      'serve, frames 120–1,188, human, rated 4 of 5, lacks side',
    )
    expect(segmentName(undefined, segmentOf('1', 120, 120))).toBe('removed label, frame 120, human')
  })
})
