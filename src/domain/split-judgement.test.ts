import { describe, expect, it } from 'vitest'
import { splitObstacles, splitWarnings, type PlacedClip } from './split-judgement.ts'

const clip = (group: string, label: string, split: PlacedClip['split'] = 'train'): PlacedClip => ({
  group,
  label,
  split,
})
/** Two athletes learned from, one held out, both labels of each. */
const good = ['a', 'b', 'c'].flatMap((group) =>
  ['run', 'jump'].map((label) => clip(group, label, group === 'c' ? 'held-out' : 'train')),
)

describe('what stops a training before it starts', () => {
  const obstacles = (clips: PlacedClip[], labels = ['run', 'jump']) => splitObstacles(clips, labels, 'athlete')

  it('is nothing where every label can be learned', () => {
    expect(obstacles(good)).toEqual([])
  })

  it.each<[string, PlacedClip[], string[], RegExp]>([
    ['no clips', [], [], /no clips/],
    ['one label only', [clip('a', 'run'), clip('b', 'run')], ['run'], /“run” only/],
    [
      'everything held out',
      good.map((one) => ({ ...one, split: 'held-out' })),
      ['run', 'jump'],
      /Every clip is held out/,
    ],
    [
      'fewer clips than labels',
      good.slice(0, 2),
      ['run', 'jump', 'dive'],
      /fewer clips to learn from \(2\) than labels \(3\)/,
    ],
    [
      'a label that only held-out clips have',
      [...good, clip('c', 'dive', 'held-out')],
      ['run', 'jump', 'dive'],
      /“dive” has no clip to learn from: .* more than one athlete/,
    ],
  ])('%s', (_, clips, labels, expected) => {
    expect(obstacles(clips, labels)[0]).toMatch(expected)
  })
})

describe('what makes a score say less than it seems to', () => {
  it('is nothing where athletes and labels stand as they should', () => {
    expect(splitWarnings(good, ['run', 'jump'])).toEqual([])
  })

  it.each<[string, PlacedClip[], string[], RegExp]>([
    ['nothing held out', good.filter(({ split }) => split === 'train'), ['run', 'jump'], /^Nothing is held out/],
    [
      'one group only',
      [clip('a', 'run'), clip('a', 'jump'), clip('a', 'jump'), clip('a', 'run')],
      ['run', 'jump'],
      /^All clips are of one group/,
    ],
    [
      'a label that is not measured',
      [...good, clip('a', 'dive'), clip('b', 'dive')],
      ['run', 'jump', 'dive'],
      /^“dive” has no held-out clip/,
    ],
    ['a label with a single clip', [...good, clip('a', 'dive')], ['run', 'jump', 'dive'], /^“dive” has a single clip/],
    [
      'an athlete on both sides',
      [...good, clip('a', 'run', 'held-out')],
      ['run', 'jump'],
      /^One group stands on both sides of the split \(a\)/,
    ],
  ])('%s', (_, clips, labels, expected) => {
    expect(splitWarnings(clips, labels)).toEqual([expect.stringMatching(expected)])
  })
})
