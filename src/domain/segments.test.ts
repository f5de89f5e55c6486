import { describe, expect, it } from 'vitest'
import {
  checkBounds,
  checkLength,
  describeChange,
  describeRange,
  framesText,
  describeSegments,
  stateAfterChange,
  stateAfterDecision,
} from './segments.ts'

describe('bounds of a segment', () => {
  it('lie inside the recording, which the message describes', () => {
    expect(() => checkBounds({ first: 0, last: 99 }, 100)).not.toThrow()
    expect(() => checkBounds({ first: 99, last: 100 }, 100)).toThrow('it has 100 frames, 0–99')
    expect(() => checkBounds({ first: -1, last: 4 }, 100)).toThrow(/outside/)
    expect(() => checkBounds({ first: 1.5, last: 4 }, 100)).toThrow(/outside/)
  })

  it('may be one frame but not run backwards', () => {
    expect(() => checkBounds({ first: 7, last: 7 }, 100)).not.toThrow()
    expect(() => checkBounds({ first: 8, last: 7 }, 100)).toThrow(/before it starts/)
  })

  it('of a point label are one frame', () => {
    expect(() => checkLength({ first: 7, last: 7 }, { name: 'contact', kind: 'point' })).not.toThrow()
    expect(() => checkLength({ first: 7, last: 9 }, { name: 'contact', kind: 'point' })).toThrow(/“contact”/)
    expect(() => checkLength({ first: 7, last: 9 }, { name: 'run', kind: 'state' })).not.toThrow()
  })
})

describe('the state of a segment', () => {
  it('says of a proposal that a person changed it', () => {
    expect(stateAfterChange('model')).toBe('edited')
    expect(stateAfterChange('human')).toBe('accepted')
  })

  it('keeps "edited" when it is accepted, so that it is known that the bounds were wrong', () => {
    expect(stateAfterDecision({ source: 'model', state: 'proposed' }, 'accepted')).toBe('accepted')
    expect(stateAfterDecision({ source: 'model', state: 'edited' }, 'accepted')).toBe('edited')
    expect(stateAfterDecision({ source: 'model', state: 'edited' }, 'rejected')).toBe('rejected')
    expect(stateAfterDecision({ source: 'model', state: 'rejected' }, 'proposed')).toBe('proposed')
  })

  it("of a person's own segment is not up for a verdict", () => {
    expect(() => stateAfterDecision({ source: 'human', state: 'accepted' }, 'rejected')).toThrow(/Remove it instead/)
  })
})

describe('an edit in words', () => {
  const serve = { label: 'serve', first: 120, last: 188, comment: '', modifiers: '{}', rating: null }

  it('names the label and the frames', () => {
    expect(describeRange(serve)).toBe('120–188')
    expect(describeRange({ first: 5, last: 5 })).toBe('5')
    expect(framesText(serve)).toBe('frames 120–188')
    expect(framesText({ first: 5, last: 5 })).toBe('frame 5')
    expect(describeSegments([serve])).toBe('serve 120–188')
    expect(describeSegments([serve, serve])).toBe('2 segments')
  })

  it('tells moving from trimming, relabelling and commenting', () => {
    expect(describeChange(serve, { ...serve, first: 124, last: 192 })).toBe('Move serve 120–188 to 124–192')
    expect(describeChange(serve, { ...serve, last: 190 })).toBe('Trim serve 120–188 to 120–190')
    expect(describeChange(serve, { ...serve, label: 'lunge' })).toBe('Change serve 120–188 to lunge')
    expect(describeChange(serve, { ...serve, comment: 'late' })).toBe('Comment on serve 120–188')
    expect(describeChange(serve, { ...serve, rating: 4 })).toBe('Rate serve 120–188 4')
    expect(describeChange({ ...serve, rating: 4 }, serve)).toBe('Unrate serve 120–188')
    expect(describeChange(serve, { ...serve, modifiers: '{"side":"left"}' })).toBe('Modifiers of serve 120–188')
  })
})
