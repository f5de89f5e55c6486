import { describe, expect, test } from 'vitest'
import type { ModelFile } from '../../contract/learning.ts'
import { proposalsFrom, settingsFor, undecided } from './proposals.ts'

const model = {
  method: 'network',
  classes: ['lunge', 'serve'],
  preprocessing: { frames: 8, frameStep: 2 },
} as ModelFile

describe('proposals', () => {
  test('windows overlap by three quarters unless a person says otherwise', () => {
    expect(settingsFor(model, {})).toMatchObject({
      windowFrames: 15,
      hopFrames: 4,
      minConfidence: 0.5,
      minLengthFrames: 8,
    })
    expect(settingsFor(model, { hopFrames: 2, minConfidence: 0.8 })).toMatchObject({ hopFrames: 2, minConfidence: 0.8 })
  })

  test('a stretch that the model is sure of becomes a segment of that label, with its mean score', () => {
    const settings = settingsFor(model, {})
    const windows = [
      { first: 0, last: 14, scores: [0.9, 0.1] },
      { first: 15, last: 29, scores: [0.45, 0.55] },
      { first: 30, last: 44, scores: [0.1, 0.9] },
    ]
    expect(proposalsFrom(windows, { ...settings, minConfidence: 0.6 })).toEqual([
      { first: 0, last: 14, label: 'lunge', confidence: expect.closeTo(0.9, 6) as number },
      { first: 30, last: 44, label: 'serve', confidence: expect.closeTo(0.9, 6) as number },
    ])
  })

  test('what a person decided on is not put before them again; a neighbour or another label is', () => {
    const proposal = { first: 10, last: 29, label: 'serve', confidence: 0.8 }
    expect(undecided([proposal], [{ first: 12, last: 30, label: 'Serve' }])).toEqual([])
    expect(undecided([proposal], [{ first: 28, last: 60, label: 'serve' }])).toEqual([proposal])
    expect(undecided([proposal], [{ first: 10, last: 29, label: 'lunge' }])).toEqual([proposal])
  })
})
