import { describe, expect, it } from 'vitest'
import { chordsOf, keyText, type KeyPress } from './keys.ts'

function press(key: string, change: Partial<KeyPress> = {}): string[] {
  return chordsOf({ key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...change })
}

describe('chordsOf', () => {
  it('knows ten frames back on every keyboard, whatever Shift and comma print there', () => {
    expect(press('<', { code: 'Comma', shiftKey: true })).toContain('shift+,')
    expect(press(';', { code: 'Comma', shiftKey: true })).toContain('shift+,')
  })

  it('knows signs by themselves where they need Shift', () => {
    expect(press('?', { code: 'Slash', shiftKey: true })).toContain('?')
    expect(press('1', { code: 'Digit1', shiftKey: true })).toContain('1')
  })

  it('does not take Shift and a letter for the letter', () => {
    expect(press('L', { shiftKey: true })).toEqual(['shift+l'])
    expect(press('L')).toEqual(['l'])
  })

  it('takes Ctrl and Cmd alike, AltGr for what it types, and leaves Alt to the system', () => {
    expect(press('z', { ctrlKey: true })).toEqual(['mod+z'])
    expect(press('Z', { metaKey: true, shiftKey: true })).toEqual(['mod+shift+z'])
    expect(press('+', { ctrlKey: true, altKey: true })).toEqual(['+'])
    expect(press('f', { altKey: true })).toEqual([])
  })
})

describe('keyText', () => {
  it('writes keys as they are printed', () => {
    expect(keyText('mod+shift+z', false)).toBe('Ctrl Shift Z')
    expect(keyText('mod+z', true)).toBe('⌘ Z')
    expect(keyText('+', false)).toBe('+')
    expect(keyText('shift+,', false)).toBe('Shift ,')
  })
})
