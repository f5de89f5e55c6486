import { expect, test } from 'vitest'
import { labelOf, segmentOf } from '../../../test/fixtures/drawn-segments.ts'
import { holderOf, tracksOf } from './tracks.ts'

const labels = [labelOf('serve'), labelOf('lunge')]
const keysOf = (segments: Parameters<typeof tracksOf>[1]['segments']) =>
  tracksOf('label', { labels, athletes: [], segments }).map((track) => track.key)

test('proposals are not mistaken for labels: they have a track of their own until a person accepts them', () => {
  const human = segmentOf('1', 0, 9)
  const proposed = segmentOf('2', 5, 9, { labelId: 'lunge', source: 'model', state: 'proposed' })
  expect(keysOf([human, proposed])).toEqual(['serve', 'lunge', 'lunge/proposals'])
  expect(keysOf([human, { ...proposed, state: 'accepted' }])).toEqual(['serve', 'lunge'])
})

test('labels stand as their list has them: those without a group first, then group after group', () => {
  const grouped = [
    ['serve', 'Attack'],
    ['wait', ''],
    ['block', 'Defence'],
    ['smash', 'Attack'],
  ] as const
  const inOrder = grouped.map(([id, group]) => ({ ...labelOf(id), group }))
  const tracks = tracksOf('label', { labels: inOrder, athletes: [], segments: [] })
  expect(tracks.map(({ key, group }) => [key, group])).toEqual([
    ['wait', ''],
    ['serve', 'Attack'],
    ['smash', 'Attack'],
    ['block', 'Defence'],
  ])
})

test('rejected ones stay among the proposals, edited ones are labels', () => {
  expect(holderOf({ source: 'model', state: 'rejected' })).toBe('proposals')
  expect(holderOf({ source: 'model', state: 'edited' })).toBe('labels')
})

test('tracks can be athletes: each holds its own segments, of whatever label', () => {
  const segments = [
    segmentOf('1', 0, 9, { athleteId: 'ann' }),
    segmentOf('2', 5, 9, { athleteId: 'ben', labelId: 'lunge' }),
    segmentOf('3', 7, 9, { athleteId: 'ann', labelId: 'lunge' }),
  ]
  const athletes = [
    { id: 'ann', name: 'Ann' },
    { id: 'ben', name: 'Ben' },
  ]
  const tracks = tracksOf('athlete', { labels, athletes, segments })
  expect(tracks.map(({ title, segments: own }) => [title, own.map(({ id }) => id)])).toEqual([
    ['Ann', ['1', '3']],
    ['Ben', ['2']],
  ])
})
