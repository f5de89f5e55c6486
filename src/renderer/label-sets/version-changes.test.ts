import { expect, it } from 'vitest'
import type { LabelSetFile } from '../../contract/label-set-file.ts'
import { changesBetween } from './version-changes.ts'

const label = (id: string, name: string): LabelSetFile['labels'][number] => {
  return { id, name, color: '#e69f00', hotkey: null, kind: 'state', group: '', overlap: 'allowed', modifiers: [] }
}
const set = (labels: LabelSetFile['labels'], exclusive = false): LabelSetFile => {
  return { format: 'touchline-labels', formatVersion: 1, id: 's', name: 'Tennis', exclusive, labels }
}

it('names what came, went and changed, so that an old version can be understood', () => {
  const before = set([label('1', 'serve'), label('2', 'lunge')])
  const after = set([{ ...label('1', 'first serve'), hotkey: 'b', group: 'strokes' }, label('3', 'volley')], true)
  expect(changesBetween(before, after)).toEqual([
    'One label at a time',
    'Added “volley”',
    'Removed “lunge”',
    '“serve” is called “first serve”',
    '“first serve” has the key B',
    '“first serve” is in “strokes”',
  ])
})

it('says that only the order is another, and what a set began with', () => {
  const before = set([label('1', 'serve'), label('2', 'lunge')])
  expect(changesBetween(before, { ...before, labels: before.labels.toReversed() })).toEqual(['Put in another order'])
  expect(changesBetween(null, before)).toEqual(['Begun with 2 labels'])
})
