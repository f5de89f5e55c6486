import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  groupedFifths,
  groupedShares,
  leaveOneOut,
  officialFold,
  randomFifths,
  randomShares,
} from './protocol-draws.ts'
import { leaksOf, sizesOf, type Fold, type ProtocolClip } from './protocols.ts'

const clip = (label: string, group: string, number: number): ProtocolClip => {
  return { key: `${label}/${group}_${number}`, label, group, range: null, file: `/set/${label}/${group}_${number}.avi` }
}

/** Every person doing every action as often. */
const grid = (persons: number, labels: readonly string[], each: number): ProtocolClip[] =>
  labels.flatMap((label) =>
    Array.from({ length: persons }, (_, person) => person).flatMap((person) =>
      Array.from({ length: each }, (_, number) => clip(label, `person${person}`, number)),
    ),
  )

const anyClips = fc
  .array(
    fc.record({ label: fc.constantFrom('a', 'b', '__proto__'), group: fc.constantFrom('p', 'q', 'r', 's', 't') }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((drawn) => drawn.map(({ label, group }, number) => clip(label, group, number)))

const sizesByLabel = (clips: readonly ProtocolClip[], fold: Fold, label: string) =>
  sizesOf({ ...fold, parts: fold.parts.filter((_, i) => clips[i]!.label === label) })

describe('the random 60/20/20 of the paper', () => {
  it('gives every label its 60, 20 and 20 %', () => {
    const clips = grid(25, ['run', 'jump', 'throw'], 4)
    for (const label of ['run', 'jump', 'throw']) {
      expect(sizesByLabel(clips, randomShares(clips, 1), label)).toEqual({ train: 60, validation: 20, test: 20 })
    }
  })

  it('can learn and measure every label that has two clips', () => {
    fc.assert(
      fc.property(anyClips, fc.nat(), (clips, seed) => {
        const fold = randomShares(clips, seed)
        for (const label of new Set(clips.map((of) => of.label))) {
          const { train, test } = sizesByLabel(clips, fold, label)
          expect(train).toBeGreaterThan(0)
          if (clips.filter((of) => of.label === label).length > 1) expect(test).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('lets persons through to both sides, and says how many of the test clips that spoils', () => {
    const clips = grid(8, ['run', 'jump'], 10)
    const fold = randomShares(clips, 1)
    const leaks = leaksOf({ clips }, fold)
    expect(leaks.groups).toHaveLength(8)
    expect(leaks.clips).toBe(sizesOf(fold).test)
  })
})

describe('five random folds', () => {
  it('tests every clip once, 120 of 600 at a time and as many of each action', () => {
    const clips = grid(25, ['boxing', 'clapping', 'waving', 'jogging', 'running', 'walking'], 4)
    const folds = randomFifths(clips, 3)
    expect(folds.map((fold) => sizesOf(fold))).toEqual(Array(5).fill({ train: 480, validation: 0, test: 120 }))
    expect(sizesByLabel(clips, folds[2]!, 'jogging').test).toBe(20)
    for (let i = 0; i < clips.length; i++) {
      expect(folds.filter(({ parts }) => parts[i] === 'test')).toHaveLength(1)
    }
  })

  it('differs by one clip where the clips are no multiple of five, as in the 599 that exist', () => {
    const clips = grid(25, ['boxing', 'clapping', 'waving', 'jogging', 'running', 'walking'], 4).slice(1)
    expect(randomFifths(clips, 1).map((fold) => sizesOf(fold).test)).toEqual([120, 120, 120, 120, 119])
  })
})

describe('protocols by group', () => {
  it('never let a group stand on both sides, whatever the set and the seed', () => {
    fc.assert(
      fc.property(anyClips, fc.nat(), (clips, seed) => {
        const folds = [
          groupedShares(clips, seed),
          ...groupedFifths(clips, seed),
          ...leaveOneOut(clips, ({ group }) => group),
        ]
        for (const fold of folds) expect(leaksOf({ clips }, fold)).toEqual({ groups: [], clips: 0 })
      }),
    )
  })

  it('give 15, 5 and 5 of the 25 groups that every class has of its own', () => {
    const labels = ['basketball', 'biking', 'diving']
    const clips = labels.flatMap((label) =>
      Array.from({ length: 25 }, (_, group) => clip(label, `${label}/${group}`, 0)),
    )
    for (const label of labels) {
      expect(sizesByLabel(clips, groupedShares(clips, 1), label)).toEqual({ train: 15, validation: 5, test: 5 })
    }
  })

  it('keep a rare label on all three sides where it has three groups', () => {
    const clips = [...grid(10, ['run'], 2), ...['person1', 'person4', 'person7'].map((of) => clip('vault', of, 0))]
    for (let seed = 0; seed < 30; seed++) {
      expect(sizesByLabel(clips, groupedShares(clips, seed), 'vault')).toEqual({ train: 1, validation: 1, test: 1 })
    }
  })

  it('test every group once in five folds', () => {
    const clips = grid(10, ['run', 'jump'], 3)
    const folds = groupedFifths(clips, 2)
    expect(folds.map((fold) => sizesOf(fold).test)).toEqual([12, 12, 12, 12, 12])
    for (let i = 0; i < clips.length; i++) {
      expect(folds.filter(({ parts }) => parts[i] === 'test')).toHaveLength(1)
    }
  })

  it('leave one out in the order of the numbers', () => {
    const clips = ['sequence 10', 'sequence 9', 'sequence 1'].map((group) => clip('hug', group, 0))
    const folds = leaveOneOut(clips, ({ group }) => group)
    expect(folds.map(({ name }) => name)).toEqual(['sequence 1', 'sequence 9', 'sequence 10'])
    expect(folds[0]!.parts).toEqual(['train', 'train', 'test'])
  })
})

describe('every draw', () => {
  const draws = { randomShares, groupedShares, randomFifths, groupedFifths }

  it.each(Object.entries(draws))('%s is decided by the seed, not by the order of the clips', (_, draw) => {
    const clips = grid(10, ['run', 'jump', 'throw'], 3)
    const placed = (of: readonly ProtocolClip[], seed: number): string =>
      [draw(of, seed)]
        .flat()
        .map(({ parts }) =>
          of
            .map(({ key }, i) => `${key}=${parts[i]!}`)
            .sort()
            .join(),
        )
        .join(';')
    expect(placed([...clips].reverse(), 7)).toBe(placed(clips, 7))
    expect(new Set(Array.from({ length: 20 }, (_, seed) => placed(clips, seed))).size).toBeGreaterThan(15)
  })
})

describe('leaks', () => {
  const clips = ['a', 'a', 'b', 'b', 'c'].map((group, number) => clip('run', group, number))

  it('count a group that was only validated on, and pass over clips that are not used', () => {
    const fold: Fold = { name: 'x', parts: ['validation', 'test', null, 'test', 'train'] }
    expect(leaksOf({ clips }, fold)).toEqual({ groups: ['a'], clips: 1 })
  })

  it('are counted in the owner’s lists as in any other split', () => {
    const listed = clips.map((of, i) => ({ ...of, official: { 'split 1': i % 2 === 0 ? 'train' : 'test' } as const }))
    expect(leaksOf({ clips: listed }, officialFold(listed, 'split 1'))).toEqual({ groups: ['a', 'b'], clips: 2 })
    expect(sizesOf(officialFold(listed, 'split 2'))).toEqual({ train: 0, validation: 0, test: 0 })
  })
})
