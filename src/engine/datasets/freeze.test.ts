import { describe, expect, test } from 'vitest'
import type { LooseClip } from './freeze.ts'
import { freeze, holdOut } from './freeze.ts'

const clips: LooseClip[] = ['Anna', 'Ben', 'Cleo', 'Dana'].flatMap((group) =>
  ['serve', 'lunge'].map((label) => ({
    key: `${label}/${group}_1.mp4`,
    file: `/footage/${label}/${group}_1.mp4`,
    label,
    group,
    range: null,
  })),
)
const hashes = new Map(clips.map((clip) => [clip.file, `content of ${clip.key}`]))
const options = { heldOutShare: 0.25, seed: 1, groupedBy: 'athlete' }
const frozen = (of: LooseClip[], contentHashes = hashes) =>
  freeze(of, holdOut(of, options), { contentHashes, footage: {} })

describe('freezing', () => {
  test('an athlete stands on one side only, and the protocol says how many are held out', () => {
    const set = frozen(clips)
    const heldOut = new Set(set.clips.filter((clip) => clip.split === 'held-out').map((clip) => clip.group))
    expect(heldOut.size).toBe(1)
    expect(set.clips.filter((clip) => heldOut.has(clip.group)).every((clip) => clip.split === 'held-out')).toBe(true)
    expect(set.protocol).toBe('by athlete, 1 of 4 held out (seed 1)')
    expect(set.labels).toEqual(['lunge', 'serve'])
  })

  test('the hash says which data it was: the same for another order or place, another for any change', () => {
    const { hash } = frozen(clips)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(frozen(clips.toReversed()).hash).toBe(hash)
    const moved = clips.map((clip) => ({ ...clip, file: `/elsewhere${clip.file}` }))
    expect(frozen(moved, new Map(moved.map((clip) => [clip.file, `content of ${clip.key}`]))).hash).toBe(hash)
    const relabelled = clips.map((clip, i) => (i === 0 ? { ...clip, label: 'lunge' } : clip))
    expect(frozen(relabelled).hash).not.toBe(hash)
    const cut = clips.map((clip, i) => (i === 0 ? { ...clip, range: { first: 0, last: 9 } } : clip))
    expect(frozen(cut).hash).not.toBe(hash)
    expect(frozen(clips, new Map([...hashes, [clips[0]!.file, 'other content']])).hash).not.toBe(hash)
  })

  test('a share of nothing holds out nothing, and says so', () => {
    const { sides, protocol } = holdOut(clips, { ...options, heldOutShare: 0 })
    expect(new Set(sides)).toEqual(new Set(['train']))
    expect(protocol).toBe('nothing held out')
  })
})
