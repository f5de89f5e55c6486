import { sized, upTo, type PlannedFile, type StandIn, type StandInSize } from './plan.ts'

/** Of every class: the drawn action that stands for it. */
const classes = [
  ['brush_hair', 'arm-circles'],
  ['jump', 'jumping-jack'],
  ['kick', 'kick'],
  ['punch', 'punch'],
  ['sit', 'squat'],
  ['throw', 'throw'],
  ['wave', 'serve'],
] as const

/** Film names as they come from the web, with every sign that the real set has in its own. */
const films = [
  'Morning_Drill_1',
  '-_FREE_TRAINING_-_www_example_org',
  'Drawn!_[take;two]_&_more_(slow)',
  'Athlete_#1_+_Friends',
  'the_long_film~1',
]
const ends = ['f_cm_np1_fr_goo', 'u_nm_np1_le_med', 'h_cm_np1_ri_bad', 'f_nm_np10_ba_med', 'l_cm_np2_fr_goo']

interface Clip {
  readonly label: string
  readonly drawn: string
  readonly film: number
  readonly name: string
}

/**
 * HMDB51: DivX in AVI, 240 high; three split files for every class, in which one film stands on both sides of split 1; a
 * clip of the lists that is not there, one that is in no list, one that is no video, and one that is there twice.
 */
export function planHmdb51(size: StandInSize): StandIn {
  const taken = size.small ? classes.slice(0, 6) : classes
  const clips = taken.flatMap(([label, drawn]) =>
    films.slice(0, size.small ? 3 : 5).flatMap((film, index) =>
      upTo(size.small ? 1 : 2).map((number): Clip => {
        return { label, drawn, film: index, name: `${film}_${label}_${ends[index]!}_${number}.avi` }
      }),
    ),
  )
  const first = clips[0]!
  return {
    video: sized(
      { width: 320, height: 240, fps: 30, codec: { name: 'mpeg4', quality: 4, gop: 15, fourcc: 'DX50' } },
      size,
    ),
    files: [
      ...clips.map((clip) => planClip(clip, size)),
      { kind: 'noise', path: `throw/${lost('throw', 'u_nm_np1_fr_goo_9')}` },
      { kind: 'copy', path: 'kick/Nobody_lists_me_kick_u_nm_np1_fr_med_0.avi', of: `${first.label}/${first.name}` },
      ...taken.flatMap(([label]) => [1, 2, 3].map((split) => splitFile(label, split, clips))),
    ],
  }
}

function planClip({ label, drawn, film, name }: Clip, { small }: StandInSize): PlannedFile {
  const frames = small ? 16 : 30
  // One film, one place and one athlete, whatever is done in it.
  return {
    kind: 'clip',
    path: `${label}/${name}`,
    clip: { action: drawn, athlete: film + 1, visit: `film ${film}`, frames },
  }
}

/** A clip of a film that no other clip is of. */
function lost(label: string, end: string): string {
  return `Lost_Reel_${label}_${end}.avi`
}

/** In split N the film N is the test; the last film of “throw” is not used; split 1 has one clip on the wrong side. */
function splitFile(label: string, split: number, clips: readonly Clip[]): PlannedFile {
  const of = clips.filter((clip) => clip.label === label)
  const lines = of.map(({ film, name }) => {
    const wrongSide = split === 1 && label === 'jump' && film === 1
    const unused = split !== 2 && label === 'throw' && film === of.at(-1)!.film && film > 2
    return `${name} ${unused ? 0 : film === split - 1 || wrongSide ? 2 : 1} `
  })
  const gone = label === 'sit' ? [`${lost('sit', 'f_cm_np1_fr_bad_0')} 1 `] : []
  return {
    kind: 'text',
    path: `testTrainMulti_7030_splits/${label}_test_split${split}.txt`,
    text: [...lines, ...gone, ''].join('\n'),
  }
}
