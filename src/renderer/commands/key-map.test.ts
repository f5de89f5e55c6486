import { describe, expect, it } from 'vitest'
import { usualCommandKeys } from '../../domain/labels.ts'
import { commandIds, commandTable, isCommandId } from './command-table.ts'
import {
  assigned,
  givenToLabel,
  holdersBeforeLabels,
  holdersOf,
  keyMapOf,
  readKeyChanges,
  reset,
  swapped,
  without,
} from './key-map.ts'

describe('the keys that commands have at first', () => {
  const map = keyMapOf({})

  it('belong to one command in each place', () => {
    for (const id of commandIds) {
      for (const chord of map[id]) expect(holdersOf(map, chord, id), `${id} ${chord}`).toEqual([])
    }
  })

  it('are none that a label was ever given: a label made before would not be heard any more', () => {
    const single = commandIds.flatMap((id) => map[id]).filter((chord) => chord.length === 1)
    for (const chord of single) expect(usualCommandKeys.has(chord), chord).toBe(true)
  })

  it('begin with one that a compact laptop has', () => {
    const rare = /^(home|end|pageup|pagedown|insert|f\d+|delete)$/
    for (const id of commandIds) expect(commandTable[id].keys[0] ?? '', id).not.toMatch(rare)
  })
})

describe('changed keys', () => {
  it('name who has a key where both can be heard, and nobody where they can’t', () => {
    const map = keyMapOf({})
    expect(holdersOf(map, 'k', 'play.toggle')).toEqual(['play.stop'])
    // E edits on the Label page and explains on Review.
    expect(holdersOf(map, 'e', 'segment.edit')).toEqual([])
    expect(holdersOf(map, '?', 'segment.edit')).toEqual(['window.keys'])
    expect(holdersBeforeLabels(map, 'n')).toEqual([])
    expect(holdersBeforeLabels(map, 'j')).toEqual(['play.backward'])
  })

  it('swap: each gets the other’s, and nobody else changes', () => {
    const changes = swapped({}, { id: 'play.toggle', chord: 'k', replaces: 'space' })
    expect(changes).toEqual({ 'play.toggle': ['k'], 'play.stop': ['space'] })
    expect(swapped(changes, { id: 'play.toggle', chord: 'space', replaces: 'k' })).toEqual({})
  })

  it('take a key away from its owner where nothing is given for it', () => {
    expect(swapped({}, { id: 'mark.unreviewed', chord: 'k', replaces: null })).toEqual({
      'mark.unreviewed': ['k'],
      'play.stop': [],
    })
  })

  it('replace one of several, add one, and never have the same twice', () => {
    const changed = assigned({}, { id: 'play.back', chord: 'b', replaces: 'arrowleft' })
    expect(keyMapOf(changed)['play.back']).toEqual([',', 'b'])
    expect(keyMapOf(assigned(changed, { id: 'play.back', chord: 'b', replaces: ',' }))['play.back']).toEqual(['b'])
    expect(keyMapOf(without(changed, 'play.back', ','))['play.back']).toEqual(['b'])
  })

  it('are forgotten where they are the command’s own again', () => {
    const changed = assigned({}, { id: 'play.stop', chord: 's', replaces: 'k' })
    expect(assigned(changed, { id: 'play.stop', chord: 'k', replaces: 's' })).toEqual({})
    expect(reset(changed, 'play.stop')).toEqual({})
  })

  it('go to a label, and its old one to the command', () => {
    expect(givenToLabel({}, 'k', 'b')).toEqual({ 'play.stop': ['b'] })
    expect(givenToLabel({}, 'k', null)).toEqual({ 'play.stop': [] })
    expect(givenToLabel({}, 'b', '1')).toEqual({})
  })

  it('are read from what another version or a hand wrote, as far as they make sense', () => {
    expect(readKeyChanges({ 'play.stop': ['s'], 'play.gone': ['g'], 'play.back': 'x', 'play.on': [7] })).toEqual({
      'play.stop': ['s'],
    })
    expect(readKeyChanges('no')).toEqual({})
    expect(readKeyChanges(null)).toEqual({})
    expect(isCommandId('toString')).toBe(false)
  })
})
