import { describe, expect, test } from 'vitest'
import type { LabelledSegment } from '../library/data-sets.ts'
import { holdOut } from './freeze.ts'
import type { Judgement } from './judgement.ts'
import { judge } from './judgement.ts'

interface Said {
  label: string
  athlete?: string
  session?: string
  recording?: string
  frames?: number
  kind?: 'state' | 'point'
}

function segments(said: Said[]): LabelledSegment[] {
  return said.map(
    ({ label, athlete = 'Anna', session = 'Monday', recording = 'a.mp4', frames = 50, kind = 'state' }, i) => ({
      id: `s${i}`,
      first_frame: 0,
      last_frame: frames - 1,
      label_id: label,
      label,
      label_kind: kind,
      athlete,
      session_id: session,
      session,
      session_athlete: athlete,
      recording_id: recording,
      file_name: recording,
      path: `/films/${recording}`,
      sha256: recording,
    }),
  )
}

interface Wish {
  groupBy?: 'athlete' | 'session' | 'recording'
  heldOutShare?: number
  missing?: string[]
  labelIds?: string[]
}

function judged(
  said: Said[],
  { groupBy = 'athlete', heldOutShare = 0.25, missing = [], labelIds = [] }: Wish = {},
): Judgement {
  const labelled = segments(said)
  const present = new Map(labelled.map(({ path }) => [path, !missing.includes(path)]))
  const used = labelled.filter((segment) => segment.label_kind === 'state' && present.get(segment.path))
  const groupOf = { athlete: 'athlete', session: 'session', recording: 'file_name' } as const
  const clips = used.map((segment) => ({
    key: segment.id,
    file: segment.path,
    label: segment.label,
    group: segment[groupOf[groupBy]],
    range: { first: segment.first_frame, last: segment.last_frame },
  }))
  const sides = holdOut(clips, { heldOutShare, seed: 1, groupedBy: groupBy })
  const choice = { groupBy, heldOutShare, labelIds }
  return judge({ labelled, segments: used, present, clips, sides, choice, background: null })
}

const both = (rest: Omit<Said, 'label'>): Said[] => [
  { label: 'serve', ...rest },
  { label: 'lunge', ...rest },
]
const people = ['Anna', 'Ben', 'Cleo', 'Dana', 'Eli'].flatMap((athlete) =>
  both({ athlete, recording: `${athlete}.mp4` }),
)

describe('whether labels can be learned from', () => {
  test('enough of everything stands in nobody’s way', () => {
    expect(judged(people)).toEqual({ obstacles: [], warnings: [] })
  })

  test.each<[string, Said[], Wish, string]>([
    ['nothing is labelled', [], {}, 'Label at least 2 actions first: no segments are labelled yet.'],
    [
      'one action only',
      [{ label: 'serve' }, { label: 'serve' }],
      {},
      'Label at least 2 actions first: only “serve” has segments.',
    ],
    [
      'one action is chosen',
      [{ label: 'serve' }],
      { labelIds: ['serve', 'rally'] },
      'Choose at least 2 labels that have segments: of those that are chosen only “serve” has any.',
    ],
    [
      'one athlete in two sessions',
      [...both({ session: 'Monday', recording: 'a' }), ...both({ session: 'Tuesday', recording: 'b' })],
      {},
      'All labels are of one athlete: hold out by session instead.',
    ],
    [
      'one athlete, one session, two recordings',
      [...both({ recording: 'a' }), ...both({ recording: 'b' })],
      {},
      'All labels are of one athlete: hold out by recording instead.',
    ],
    [
      'one recording',
      both({}),
      { groupBy: 'recording' },
      'All labels are of one recording: label a second recording first.',
    ],
    [
      'a label that only the held-out athlete has',
      [
        { label: 'serve', athlete: 'Anna' },
        { label: 'lunge', athlete: 'Ben' },
      ],
      {},
      'Have it in more than one athlete',
    ],
    [
      'all files are gone',
      both({}),
      { missing: ['/films/a.mp4'] },
      'The footage of every labelled segment is missing: bring the files back to where they were.',
    ],
  ])('%s: an obstacle in words', (_, said, wish, obstacle) => {
    expect(judged(said, wish).obstacles).toContainEqual(expect.stringContaining(obstacle))
  })

  test('holding out nothing is allowed, and what it costs is said', () => {
    const { obstacles, warnings } = judged(both({}), { heldOutShare: 0 })
    expect(obstacles).toEqual([])
    expect(warnings).toContainEqual(expect.stringContaining('no score'))
  })

  test('what is left out is said: points in time, files that are gone', () => {
    const said = [...people, { label: 'contact', kind: 'point' as const }, { label: 'serve', recording: 'gone.mp4' }]
    expect(judged(said, { missing: ['/films/gone.mp4'] }).warnings).toEqual([
      '1 segment left out, because its file is not where it was: /films/gone.mp4.',
      '1 segment of “contact” left out: a point in time shows no motion to learn.',
    ])
  })

  test('few and short clips, two people in one picture and easier splits are warned of', () => {
    const few = judged([
      ...people,
      { label: 'rest', athlete: 'Anna', frames: 7 },
      { label: 'rest', athlete: 'Ben', frames: 7 },
    ])
    expect(few.warnings).toContainEqual('“rest” has 2 segments only: more would help.')
    expect(few.warnings).toContainEqual(expect.stringContaining('2 segments shorter than 16 frames'))
    const shared = judged(people.map((said) => ({ ...said, recording: 'doubles.mp4' })))
    expect(shared.warnings).toContainEqual(expect.stringContaining('several athletes on both sides'))
    expect(judged(people, { groupBy: 'recording' }).warnings).toContainEqual(
      expect.stringContaining('not of a new athlete'),
    )
  })
})
