import { expect, it } from 'vitest'
import type { Clip } from '../../contract/learning.ts'
import { clipNotes } from './clip-notes.ts'

const clips = Array.from({ length: 8 }, (_, index): Clip => {
  return { key: `${index}`, file: `/films/${index}.mp4`, label: 'run', group: 'a', split: 'train', range: null }
})
const timing = { frames: 8, frameStep: 2 }

it('says nothing of clips that are long enough and whole', () => {
  expect(clipNotes(clips, { lengths: clips.map(() => 15), damaged: [] }, timing)).toEqual([])
})

it('counts the clips that are too short for the window, once', () => {
  const lengths = [14, 15, 16, 1, 100, 15, 15, 15]
  expect(clipNotes(clips, { lengths, damaged: [] }, timing)).toEqual([
    '2 clips are shorter than the 15 frames that the network sees, and played again from the start.',
  ])
})

it('names damaged files, and counts them where they are many', () => {
  const lengths = clips.map(() => 15)
  expect(clipNotes(clips, { lengths, damaged: [3] }, timing)[0]).toMatch(
    /^The file of 1 clip is damaged: .films.3\.mp4\./,
  )
  const many = clipNotes(clips, { lengths, damaged: [0, 1, 2, 3, 4, 5, 6] }, timing)[0]
  expect(many).toContain('7 clips')
  expect(many).toContain('/films/4.mp4 and 2 more')
})
