import { describe, expect, it } from 'vitest'
import { checkHotkey } from '../../domain/labels.ts'
import { commandOf, commands } from './commands.ts'

describe('commands', () => {
  it('gives each key to one command only', () => {
    const keys = commands.flatMap((command) => command.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('takes no key that a label may have: a label would never hear it', () => {
    const single = commands.flatMap((command) => command.keys).filter((key) => key.length === 1)
    for (const key of single) expect(() => checkHotkey(key, []), key).toThrow()
  })

  it('prefers the more exact chord', () => {
    expect(commandOf(['shift+,', 'shift+<', '<'])?.name).toBe('Ten frames back')
    expect(commandOf(['x'])).toBeUndefined()
  })
})
