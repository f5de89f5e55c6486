import { describe, expect, it } from 'vitest'
import { chordsOf, chordToKeep, keyText, type KeyPress } from './keys.ts'

function keyPress(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...change }
}

const press = (key: string, change: Partial<KeyPress> = {}): string[] => chordsOf(keyPress(key, change))

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

describe('Shift and a digit', () => {
  it('is a chord of its own where Shift prints something else, and the digit where Shift prints it', () => {
    expect(press('!', { code: 'Digit1', shiftKey: true })).toEqual(['shift+1', '!'])
    expect(press('1', { code: 'Digit1', shiftKey: true })).toEqual(['1'])
  })
})

describe('chordToKeep', () => {
  it('keeps what the press will answer to again', () => {
    const presses = [
      keyPress('k'),
      keyPress('K', { shiftKey: true }),
      keyPress('?', { code: 'Slash', shiftKey: true }),
      keyPress('<', { code: 'Comma', shiftKey: true }),
      keyPress('!', { code: 'Digit1', shiftKey: true }),
      keyPress('ArrowLeft', { shiftKey: true, ctrlKey: true }),
      keyPress(' '),
    ]
    expect(presses.map(chordToKeep)).toEqual([
      'k',
      'shift+k',
      '?',
      'shift+,',
      'shift+1',
      'mod+shift+arrowleft',
      'space',
    ])
    for (const one of presses) expect(chordsOf(one)).toContain(chordToKeep(one))
  })

  it('waits while only Shift is down, and leaves Tab and Alt alone', () => {
    expect(chordToKeep(keyPress('Shift', { shiftKey: true }))).toBeNull()
    expect(chordToKeep(keyPress('Tab'))).toBeNull()
    expect(chordToKeep(keyPress('f', { altKey: true }))).toBeNull()
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
