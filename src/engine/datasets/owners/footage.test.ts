import { describe, expect, it } from 'vitest'
import { withFootage, type VideoFacts } from './footage.ts'
import type { OwnersClip, OwnersSet } from './owners-set.ts'

const clip = (key: string, more: Partial<OwnersClip> = {}): OwnersClip => {
  return { key, file: `/set/${key}`, label: 'run', group: 'a', sequences: [], official: {}, ...more }
}
const setOf = (...clips: OwnersClip[]): OwnersSet => {
  return { name: 'kth', title: 'KTH', origin: '/set', clips, faults: [] }
}
const facts = (key: string, more: Partial<Extract<VideoFacts, { frames: number }>> = {}): VideoFacts => {
  return { key, frames: 100, damages: 0, sha256: key, footage: null, ...more }
}

describe('a set with its footage', () => {
  it('is the same set where every file is whole', () => {
    const set = setOf(clip('a', { sequences: [{ first: 0, last: 99 }] }), clip('b'))
    expect(withFootage(set, [facts('a'), facts('b')])).toEqual(set)
  })

  it('lacks the files that don’t decode, and says why', () => {
    const { clips, faults } = withFootage(setOf(clip('a'), clip('b')), [{ key: 'a', why: 'It is empty.' }, facts('b')])
    expect(clips.map(({ key }) => key)).toEqual(['b'])
    expect(faults).toEqual([{ kind: 'unreadable', files: ['a'], text: 'It is empty. It is left out.' }])
  })

  it('cuts a sequence where its file ends and drops one that begins after that', () => {
    const sequences = [
      { first: 0, last: 40 },
      { first: 80, last: 120 },
      { first: 150, last: 180 },
    ]
    const { clips, faults } = withFootage(setOf(clip('a', { sequences })), [facts('a', { damages: 1 })])
    expect(clips[0]!.sequences).toEqual([
      { first: 0, last: 40 },
      { first: 80, last: 99 },
    ])
    expect(faults.map(({ text }) => text)).toEqual([
      'Damaged in one place; 100 frames decode. It is used as far as it goes.',
      expect.stringContaining('the list says 81-121, 151-181. Sequences: 1 cut short, 1 left out.'),
    ])
  })

  it('leaves out a video whose every sequence begins after its end, rather than take all of it for a clip', () => {
    const late = clip('a', { sequences: [{ first: 200, last: 220 }] })
    expect(withFootage(setOf(late), [facts('a')]).clips).toEqual([])
  })

  it('uses one of two files with the same content: the one that the owner lists', () => {
    const listed = clip('z', { official: { 'split 1': 'test' }, label: 'jump' })
    const { clips, faults } = withFootage(setOf(clip('a'), clip('b'), listed), [
      facts('a', { sha256: 'same' }),
      facts('b'),
      facts('z', { sha256: 'same' }),
    ])
    expect(clips.map(({ key }) => key)).toEqual(['b', 'z'])
    expect(faults).toEqual([
      { kind: 'duplicate', files: ['z', 'a'], text: expect.stringContaining('jump, run') as string },
    ])
  })
})
