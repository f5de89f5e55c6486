import { sized, twoDigits, upTo, type PlannedFile, type StandIn, type StandInSize } from './plan.ts'

/** Of every class: the owner's word in file names, and the drawn action that stands for it. */
const classes = [
  ['basketball', 'shooting', 'throw'],
  ['biking', 'biking', 'high-knees'],
  ['diving', 'diving', 'toe-touch'],
  ['golf_swing', 'golf', 'lunge'],
  ['horse_riding', 'riding', 'squat'],
  ['soccer_juggling', 'juggle', 'kick'],
  ['swing', 'swing', 'rest'],
  ['tennis_swing', 'tennis', 'punch'],
  ['trampoline_jumping', 'jumping', 'jumping-jack'],
  ['volleyball_spiking', 'spiking', 'serve'],
  ['walking', 'walk_dog', 'arm-circles'],
] as const

const root = 'UCF11_updated_mpg'

/**
 * UCF11: MPEG-1 of 320×240; in every class a folder Annotation, with a video in one of them; a gap in a group; one file that
 * is no video, as one is known to be in the real set; a stray video; and one clip that is in two groups.
 */
export function planUcf11(size: StandInSize): StandIn {
  const groups = size.small ? 3 : 5
  const files = classes.flatMap(([label, word, action], index) => [
    ...upTo(groups).flatMap((group): PlannedFile[] =>
      numbersOf(label, group, size).map((number) => ({
        kind: 'clip',
        path: clipPath(label, word, group, number),
        clip: {
          action,
          athlete: index * groups + group,
          visit: `${label} ${group}`,
          frames: size.small ? 16 : 30,
        },
      })),
    ),
    { kind: 'text' as const, path: `${root}/${label}/Annotation/v_${word}_01_01.xgtf`, text: '<viper></viper>\n' },
  ])
  return {
    video: sized({ width: 320, height: 240, fps: 25, codec: { name: 'mpeg1video', quality: 4, gop: 12 } }, size),
    files: [
      ...files,
      { kind: 'noise', path: clipPath('basketball', 'shooting', 24, 1) },
      { kind: 'copy', path: `${root}/swing/Annotation/v_swing_01_01.mpg`, of: clipPath('swing', 'swing', 1, 1) },
      { kind: 'copy', path: `${root}/trailer.mpg`, of: clipPath('swing', 'swing', 1, 1) },
      {
        kind: 'copy',
        path: clipPath('tennis_swing', 'tennis', groups, 2),
        of: clipPath('tennis_swing', 'tennis', 1, 1),
      },
    ],
  }
}

/** One clip or two of every group, and a gap in one of them. */
function numbersOf(label: string, group: number, { small }: StandInSize): number[] {
  if (label === 'diving' && group === 2) return [1, 3]
  return small || label === 'tennis_swing' ? [1] : upTo(1 + (group % 2))
}

function clipPath(label: string, word: string, group: number, number: number): string {
  const name = `v_${word}_${twoDigits(group)}`
  return `${root}/${label}/${name}/${name}_${twoDigits(number)}.mpg`
}
