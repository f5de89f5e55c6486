import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { leakedGroups, splitByGroup, splitInWords, type GroupedClip } from './splits.ts'

const clip = (group: string, label: string): GroupedClip => ({ group, label })
const athletes = (count: number, labels: readonly string[]): GroupedClip[] =>
  Array.from({ length: count }, (_, i) => labels.map((label) => clip(`athlete${i}`, label))).flat()
const withSides = (clips: readonly GroupedClip[], options = { heldOutShare: 0.25, seed: 1 }) => {
  const { sides } = splitByGroup(clips, options)
  return clips.map((of, i) => ({ ...of, split: sides[i]! }))
}

describe('splitting by group', () => {
  it('never lets a person stand on both sides, whatever the set, share and seed', () => {
    const anyClip = fc.record({ group: fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__'), label: fc.string() })
    fc.assert(
      fc.property(
        fc.array(anyClip),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (clips, heldOutShare, seed) => {
          expect(leakedGroups(withSides(clips, { heldOutShare, seed }))).toEqual([])
        },
      ),
    )
  })

  it('holds out the asked share, at least one group, and keeps at least one to learn from', () => {
    const eight = athletes(8, ['run', 'jump'])
    expect(splitByGroup(eight, { heldOutShare: 0.25, seed: 1 }).heldOutGroups).toHaveLength(2)
    expect(splitByGroup(eight, { heldOutShare: 0, seed: 1 }).heldOutGroups).toHaveLength(1)
    expect(splitByGroup(eight, { heldOutShare: 1, seed: 1 }).heldOutGroups).toHaveLength(7)
    expect(splitByGroup(athletes(1, ['run']), { heldOutShare: 0.5, seed: 1 }).heldOutGroups).toEqual([])
  })

  it('gives the same split for the same seed however the clips are ordered, and others for other seeds', () => {
    const clips = athletes(8, ['run', 'jump'])
    const held = (of: readonly GroupedClip[], seed: number) =>
      splitByGroup(of, { heldOutShare: 0.25, seed }).heldOutGroups.join()
    expect(held([...clips].reverse(), 7)).toBe(held(clips, 7))
    expect(new Set(Array.from({ length: 20 }, (_, seed) => held(clips, seed))).size).toBeGreaterThan(5)
  })

  it('keeps every label on both sides where the groups allow it', () => {
    const clips = [...athletes(10, ['run']), clip('athlete0', 'vault'), clip('athlete1', 'vault')]
    for (let seed = 0; seed < 30; seed++) {
      const sides = withSides(clips, { heldOutShare: 0.2, seed }).filter(({ label }) => label === 'vault')
      expect(new Set(sides.map(({ split }) => split)).size).toBe(2)
    }
  })

  it('keeps a label to learn from before it keeps one to measure', () => {
    const clips = [...athletes(4, ['run']), clip('athlete2', 'vault')]
    for (let seed = 0; seed < 20; seed++) {
      const vault = withSides(clips, { heldOutShare: 0.5, seed }).find(({ label }) => label === 'vault')
      expect(vault!.split).toBe('train')
    }
  })
})

describe('what a person is told of a split', () => {
  it('counts groups that leak', () => {
    const clips = [
      { group: 'b', label: 'x', split: 'train' as const },
      { group: 'b', label: 'x', split: 'held-out' as const },
      { group: 'a', label: 'x', split: 'held-out' as const },
    ]
    expect(leakedGroups(clips)).toEqual(['b'])
  })

  it('puts the protocol in words', () => {
    const split = splitByGroup(athletes(8, ['run']), { heldOutShare: 0.25, seed: 3 })
    expect(splitInWords(split, { groupedBy: 'athlete', seed: 3 })).toBe('by athlete, 2 of 8 held out (seed 3)')
    const one = splitByGroup(athletes(1, ['run']), { heldOutShare: 0.25, seed: 3 })
    expect(splitInWords(one, { groupedBy: 'session', seed: 3 })).toContain('nothing held out')
  })
})
