import { sized, twoDigits, type PlannedFile, type StandIn, type StandInSize } from './plan.ts'

/** Of every class: its folder, the owner's word in file names, and the drawn action that stands for it. */
const classes = [
  ['BodyWeightSquats', 'BodyWeightSquats', 'squat'],
  ['HandstandPushups', 'HandStandPushups', 'toe-touch'],
  ['JumpingJack', 'JumpingJack', 'jumping-jack'],
  ['Lunges', 'Lunges', 'lunge'],
  ['TaiChi', 'TaiChi', 'arm-circles'],
  ['ThrowDiscus', 'ThrowDiscus', 'throw'],
] as const

/** Test groups of the owner's splits 1, 2 and 3: 1–7, 8–14, 15–21; the rest are always learned from. */
const testGroups = [
  [1, 7],
  [8, 14],
  [15, 21],
] as const

/**
 * UCF101: DivX in AVI of 320×240; the class of two spellings; lists with line ends of DOS; a clip of the lists that is not
 * there, one in no list, one that is no video, and one that is there twice.
 */
export function planUcf101(size: StandInSize): StandIn {
  const groups = size.small ? [1, 8, 15, 22] : [1, 2, 8, 9, 15, 16, 22, 23]
  const frames = size.small ? 16 : 30
  const listed = classes.flatMap(([folder, word, action], index) =>
    groups.map((group) => ({ folder, word, action, index, group, path: clipPath(folder, word, group, 1) })),
  )
  const clips = listed.map(({ action, index, group, path }): PlannedFile => {
    const clip = { action, athlete: index * 25 + group, visit: `${action} ${group}`, frames }
    return { kind: 'clip', path: `UCF-101/${path}`, clip }
  })
  const gone = { folder: 'TaiChi', word: 'TaiChi', group: 25, path: clipPath('TaiChi', 'TaiChi', 25, 4), index: 4 }
  return {
    video: sized(
      { width: 320, height: 240, fps: 25, codec: { name: 'mpeg4', quality: 4, gop: 12, fourcc: 'DIVX' } },
      size,
    ),
    files: [
      ...clips,
      { kind: 'noise', path: `UCF-101/${clipPath('Lunges', 'Lunges', 24, 1)}` },
      {
        kind: 'copy',
        path: `UCF-101/${clipPath('Lunges', 'Lunges', 23, 2)}`,
        of: `UCF-101/${clipPath('Lunges', 'Lunges', 1, 1)}`,
      },
      {
        kind: 'text',
        path: 'ucfTrainTestlist/classInd.txt',
        text: classes.map(([folder], index) => `${index + 1} ${folder}\r\n`).join(''),
      },
      ...testGroups.flatMap(([from, to], split) => {
        const isTest = ({ group }: { group: number }): boolean => group >= from && group <= to
        const all = [...listed, gone]
        return [
          list(
            `trainlist0${split + 1}.txt`,
            all.filter((of) => !isTest(of)).map(({ path, index }) => `${path} ${index + 1}`),
          ),
          list(
            `testlist0${split + 1}.txt`,
            all.filter(isTest).map(({ path }) => path),
          ),
        ]
      }),
    ],
  }
}

function list(name: string, lines: readonly string[]): PlannedFile {
  return { kind: 'text', path: `ucfTrainTestlist/${name}`, text: lines.map((line) => `${line}\r\n`).join('') }
}

function clipPath(folder: string, word: string, group: number, number: number): string {
  return `${folder}/v_${word}_g${twoDigits(group)}_c${twoDigits(number)}.avi`
}
