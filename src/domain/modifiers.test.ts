import { describe, expect, it } from 'vitest'
import { checkModifiers, checkModifierValues, keptValues, missingModifiers, type Modifier } from './modifiers.ts'

const modifiers: Modifier[] = [
  { kind: 'choice', name: 'side', required: true, choices: ['left', 'right'] },
  { kind: 'number', name: 'height', required: false, unit: 'cm' },
  { kind: 'text', name: 'coach', required: true },
]

describe('modifiers', () => {
  it('take what their kind says, and say what that is', () => {
    expect(checkModifierValues({ side: 'left', height: 42.5, coach: 'Bo' }, modifiers)).toEqual({
      side: 'left',
      height: 42.5,
      coach: 'Bo',
    })
    expect(() => checkModifierValues({ side: 'up' }, modifiers)).toThrow('“side” takes one of left, right, not “up”.')
    expect(() => checkModifierValues({ height: 'tall' }, modifiers)).toThrow('takes a number')
    expect(() => checkModifierValues({ height: NaN }, modifiers)).toThrow('takes a number')
    expect(() => checkModifierValues({ wind: 3 }, modifiers)).toThrow('no modifier “wind”')
  })

  it('leave out what was emptied, and name what is still to be said', () => {
    expect(checkModifierValues({ coach: '' }, modifiers)).toEqual({})
    expect(missingModifiers({ side: 'left' }, modifiers)).toEqual(['coach'])
  })

  it('keep of a changed schema what still makes sense', () => {
    const values = { side: 'left', height: 42, coach: 'Bo' }
    expect(keptValues(values, [modifiers[0]!, { kind: 'text', name: 'height', required: false }])).toEqual({
      side: 'left',
    })
  })

  it('can be told apart by name', () => {
    expect(() => checkModifiers([...modifiers, { kind: 'text', name: ' Side', required: false }])).toThrow(
      'Two modifiers',
    )
    expect(() => checkModifiers([{ kind: 'choice', name: 'side', required: false, choices: [] }])).toThrow(
      'at least one',
    )
  })
})
