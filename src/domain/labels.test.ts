import { describe, expect, it } from 'vitest'
import { checkHotkey, checkLabelName, labelColors, movedTo, nextColor, nextHotkey } from './labels.ts'

const serve = { name: 'Serve', color: '#e69f00', hotkey: '1' }

describe('label keys', () => {
  it('are handed out as digits first, then letters that are no commands, then not at all', () => {
    const labels: { hotkey: string | null }[] = []
    const given: (string | null)[] = []
    for (let i = 0; i < 30; i++) {
      const hotkey = nextHotkey(labels)
      labels.push({ hotkey })
      given.push(hotkey)
    }
    expect(given.slice(0, 9)).toEqual([...'123456789'])
    const letters = given.slice(9).filter((key) => key !== null)
    expect(letters.join('')).toBe('bcdghmpqstuvwxyz')
    expect(given.at(-1)).toBeNull()
  })

  it('are handed out around the commands’ keys, whichever those are', () => {
    const labels = [...'123456789'].map((hotkey) => ({ hotkey }))
    expect(nextHotkey(labels)).toBe('b')
    expect(nextHotkey(labels, new Set([...'bcd']))).toBe('a')
  })

  it('may be any that is typed: a command that was moved away leaves its key to labels', () => {
    expect(checkHotkey('K', [serve])).toBe('k')
  })

  it('belong to one label, and the message says to which', () => {
    expect(() => checkHotkey('1', [serve])).toThrow('“Serve”')
    expect(checkHotkey('B', [serve])).toBe('b')
  })

  it('are one character that can be typed', () => {
    expect(() => checkHotkey('\u0007', [])).toThrow(/one character/)
    expect(() => checkHotkey('', [])).toThrow(/one character/)
    expect(() => checkHotkey(' ', [])).toThrow(/one character/)
    expect(checkHotkey('ö', [])).toBe('ö')
  })
})

describe('label colours', () => {
  it('repeat only after all of the palette are used', () => {
    const labels: { color: string }[] = []
    for (let i = 0; i < labelColors.length; i++) labels.push({ color: nextColor(labels) })
    expect(new Set(labels.map((label) => label.color)).size).toBe(labelColors.length)
    expect(nextColor(labels)).toBe(labelColors[0])
  })

  it('count a colour that was typed in capitals as used', () => {
    expect(nextColor([{ color: '#E69F00' }])).toBe(labelColors[1])
  })
})

describe('label names', () => {
  it('that differ only in case or composition are the same class', () => {
    expect(() => checkLabelName(' serve ', [serve])).toThrow(/already a label “Serve”/)
    expect(() => checkLabelName('e\u0301cart', [{ name: '\u00e9cart' }])).toThrow(/already/)
    expect(checkLabelName(' lunge ', [serve])).toBe('lunge')
  })
})

describe('moving a label to where another stands', () => {
  const of = (text: string) => text.split(' ').map((one) => ({ id: one.slice(0, 1), group: one.slice(2) }))
  const after = (labels: string, id: string, toId: string) =>
    movedTo(of(labels), id, toId)
      .map(({ id: one, group }) => (group === '' ? one : `${one}/${group}`))
      .join(' ')

  it('takes its place in the same group', () => {
    expect(after('a b c d', 'a', 'c')).toBe('b c a d')
    expect(after('a b c d', 'd', 'b')).toBe('a d b c')
  })

  it('enters another group on the side that it comes from, so that a key goes one place at a time', () => {
    expect(after('a b c/x d/x', 'b', 'c')).toBe('a b/x c/x d/x')
    expect(after('a b c/x d/x', 'c', 'b')).toBe('a b c d/x')
  })

  it('goes by what is shown where labels of groups lie between each other', () => {
    expect(after('a c/x b d/x', 'b', 'c')).toBe('a b/x c/x d/x')
  })

  it('changes nothing where one of them is not there, or both are one', () => {
    expect(after('a b', 'a', 'z')).toBe('a b')
    expect(after('a c/x b', 'b', 'b')).toBe('a c/x b')
  })
})
