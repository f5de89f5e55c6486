import { expect, test } from 'vitest'
import type { Label } from '../../contract/things.ts'
import { holderOf, tracksOf } from './tracks.ts'

const label = (id: string): Label => ({
  id,
  name: id,
  color: '#e69f00',
  hotkey: null,
  kind: 'state',
  position: 0,
  removedAt: null,
})

test('proposals are not mistaken for labels: they have a track of their own until a person accepts them', () => {
  const labels = [label('serve'), label('lunge')]
  const proposed = { labelId: 'lunge', source: 'model', state: 'proposed' } as const
  const human = { labelId: 'serve', source: 'human', state: 'accepted' } as const
  expect(tracksOf(labels, [human, proposed]).map((track) => track.key)).toEqual(['serve', 'lunge', 'lunge/proposals'])
  expect(tracksOf(labels, [human, { ...proposed, state: 'accepted' }]).map((track) => track.key)).toEqual([
    'serve',
    'lunge',
  ])
})

test('rejected ones stay among the proposals, edited ones are labels', () => {
  expect(holderOf({ source: 'model', state: 'rejected' })).toBe('proposals')
  expect(holderOf({ source: 'model', state: 'edited' })).toBe('labels')
})
