import type { FrameRange } from '../../../../domain/protocols.ts'
import { sized, twoDigits, upTo, type PlannedFile, type StandIn, type StandInSize } from './plan.ts'

/** Of every action: the drawn one that stands for it. */
const actions = [
  ['boxing', 'punch'],
  ['handclapping', 'jumping-jack'],
  ['handwaving', 'arm-circles'],
  ['jogging', 'high-knees'],
  ['running', 'kick'],
  ['walking', 'lunge'],
] as const

interface Video {
  readonly action: string
  readonly drawn: string
  readonly person: number
  readonly scenario: number
}

/**
 * KTH: DivX in AVI of 160×120, persons of all three official parts, four stretches of action in a video with standing
 * between. The list has tabs and blanks mixed, a video with three ranges, one out of order, one that overlaps, one that
 * it calls missing, one that is not there, and one whose file breaks off before the last range, as in the real set.
 */
export function planKth(size: StandInSize): StandIn {
  const persons = size.small ? [11, 13, 19, 1, 22, 2] : [11, 12, 13, 14, 19, 20, 1, 22, 2, 3]
  const videos = actions.flatMap(([action, drawn]) =>
    persons.flatMap((person) => [
      { action, drawn, person, scenario: 1 },
      // Nobody knows the video that breaks off by another number.
      ...(action === 'boxing' && person === 1 ? [{ action, drawn, person, scenario: 4 }] : []),
    ]),
  )
  const boutFrames = size.small ? 8 : 14
  return {
    video: sized(
      { width: 160, height: 120, fps: 25, codec: { name: 'mpeg4', quality: 4, gop: 25, fourcc: 'DIVX' } },
      size,
    ),
    files: [
      ...videos.map((video) => planVideo(video, boutFrames)),
      { kind: 'copy', path: 'walking/person02_walking_d2_uncomp.avi', of: pathOf(videos.at(-1)!) },
      { kind: 'copy', path: 'boxing/warming_up.avi', of: pathOf(videos[0]!) },
      { kind: 'text', path: '00sequences.txt', text: sequenceList(videos, boutFrames) },
    ],
  }
}

function nameOf({ person, action, scenario }: Video): string {
  return `person${twoDigits(person)}_${action}_d${scenario}`
}

function pathOf(video: Video): string {
  return `${video.action}/${nameOf(video)}_uncomp.avi`
}

/** Four bouts with half a bout of rest after each. */
function boutsOf(boutFrames: number): FrameRange[] {
  const apart = boutFrames * 1.5
  return upTo(4).map((bout) => ({ first: (bout - 1) * apart, last: (bout - 1) * apart + boutFrames - 1 }))
}

function planVideo(video: Video, boutFrames: number): PlannedFile {
  const { drawn, person, scenario } = video
  const bouts = boutsOf(boutFrames)
  const clip = {
    action: drawn,
    athlete: person,
    visit: `scenario ${scenario}`,
    frames: bouts.at(-1)!.last + 1,
    bouts,
  }
  const breaksOff = scenario === 4 ? { keptShare: 0.7 } : {}
  return { kind: 'clip', path: pathOf(video), clip, ...breaksOff }
}

function sequenceList(videos: readonly Video[], boutFrames: number): string {
  const lines = videos.map((video) => {
    const [a, b, c, d] = boutsOf(boutFrames) as [FrameRange, FrameRange, FrameRange, FrameRange]
    const name = nameOf(video)
    if (name === 'person11_jogging_d1') return `${name}    \t\tframes\t${written([a, b, c])}`
    if (name === 'person22_running_d1') return `${name}\t\tframes\t${written([a, b, d, c])}`
    if (name === 'person19_handwaving_d1') {
      return `${name}\t\tframes\t${written([a, b, c, { first: c.last - 1, last: d.last }])}`
    }
    return `${name}${name.length < 24 ? '\t\t' : '\t'}frames\t${written([a, b, c, d])}`
  })
  return [
    '',
    'Drawn athletes in the layout of the KTH actions, for trying out what learns.',
    '',
    'Training:   person11, 12, 13, 14, 15, 16, 17, 18',
    'Validation: person19, 20, 21, 23, 24, 25, 01, 04',
    'Test:       person22, 02, 03, 05, 06, 07, 08, 09, 10 ',
    '',
    ...lines,
    'person13_handclapping_d3\t*missing*',
    `person25_walking_d1\t\tframes\t${written(boutsOf(boutFrames))}`,
    '',
  ].join('\n')
}

/** As the owner counts: from 1. */
function written(ranges: readonly FrameRange[]): string {
  return ranges.map(({ first, last }) => `${first + 1}-${last + 1}`).join(', ')
}
