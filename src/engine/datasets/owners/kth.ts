/**
 * KTH: `person01_boxing_d1_uncomp.avi`, in a folder per action or all in one, and `00sequences.txt`, which says in which
 * frames something is done. 25 persons, 6 actions, 4 scenarios; 599 of 600 videos exist.
 */
import type { Part } from '../../../domain/protocols.ts'
import { isOutOfOrder, overlap, parseSequences, type SequenceList } from './kth-sequences.ts'
import { counted, faultOf, type Fault, type OwnersClip, type ReadSet } from './owners-set.ts'
import { readLines, type Tree } from './tree.ts'

const videoName = /^(?<video>person(?<person>\d{2})_(?<action>[a-z]+)_d[1-4])(?:_uncomp)?\.[^.]+$/i
const actions = ['boxing', 'handclapping', 'handwaving', 'jogging', 'running', 'walking']

/** The name of the owner's list of persons. */
export const kthPersons = 'official persons'

/** Schüldt, Laptev and Caputo, ICPR 2004; also in the foreword of the owner's list. */
const partOfPerson: Readonly<Record<Part, readonly number[]>> = {
  train: [11, 12, 13, 14, 15, 16, 17, 18],
  validation: [19, 20, 21, 23, 24, 25, 1, 4],
  test: [22, 2, 3, 5, 6, 7, 8, 9, 10],
}

export function looksLikeKth({ footage }: Tree): boolean {
  return footage.filter(({ name }) => isVideo(name)).length > footage.length / 2
}

function isVideo(name: string): boolean {
  return actions.includes(videoName.exec(name)?.groups?.['action']?.toLowerCase() ?? '')
}

/** @throws Problem what readLines throws */
export async function readKth(tree: Tree): Promise<ReadSet> {
  const listed = tree.others.find(({ name }) => name.toLowerCase() === '00sequences.txt')
  const list = listed === undefined ? null : parseSequences(await readLines(listed))
  const ranges = new Map(list?.videos.map(({ video, ranges }) => [video, ranges]))
  const clips = new Map<string, OwnersClip>()
  const [strangers, twice, elsewhere]: string[][] = [[], [], []]
  for (const { name, path, file, folders } of tree.footage) {
    const { video, person, action } = videoName.exec(name)?.groups ?? {}
    if (!isVideo(name) || video === undefined || person === undefined || action === undefined) strangers!.push(path)
    else if (clips.has(video.toLowerCase())) twice!.push(path)
    else {
      const label = action.toLowerCase()
      const folder = folders.at(-1)?.toLowerCase() ?? ''
      if (actions.includes(folder) && folder !== label) elsewhere!.push(path)
      const official = { [kthPersons]: partOf(Number(person)) }
      const sequences = ranges.get(video.toLowerCase()) ?? []
      clips.set(video.toLowerCase(), { key: path, file, label, group: `person${person}`, sequences, official })
    }
  }
  return {
    title: 'KTH',
    clips: [...clips.values()],
    faults: [
      ...(list === null ? withoutList() : againstList(list, clips)),
      ...faultOf('extra', strangers!, 'Not named like a video of this set. They are left out.'),
      ...faultOf('duplicate', twice!, 'A video of the same name is there already. The second one is left out.'),
      ...faultOf('quirk', elsewhere!, 'In the folder of another action. The action in the file’s name counts.'),
    ],
  }
}

function partOf(person: number): Part | null {
  const parts: readonly Part[] = ['train', 'validation', 'test']
  return parts.find((part) => partOfPerson[part].includes(person)) ?? null
}

function withoutList(): Fault[] {
  return [
    {
      kind: 'missing',
      files: ['00sequences.txt'],
      text:
        'The owner’s list of sequences is not here. Whole videos are taken for clips, so numbers of the official persons ' +
        'can’t be set beside published ones. Put the list into the folder.',
    },
  ]
}

function againstList({ videos, unclear }: SequenceList, clips: ReadonlyMap<string, OwnersClip>): Fault[] {
  const here = videos.filter(({ video }) => clips.has(video))
  const gone = videos.filter(({ video, missing }) => !missing && !clips.has(video))
  const never = videos.filter(({ video, missing }) => missing && !clips.has(video))
  const listed = new Set(videos.map(({ video }) => video))
  const unlisted = [...clips].filter(([video]) => !listed.has(video)).map(([, { key }]) => key)
  const keys = (of: typeof videos): string[] => of.map(({ video }) => clips.get(video)?.key ?? video)
  const three = here.filter(({ ranges }) => ranges.length === 3)
  const disordered = here.filter(({ ranges }) => isOutOfOrder(ranges))
  const overlapping = here.filter(({ ranges }) => overlap(ranges))
  return [
    ...faultOf('missing', keys(gone), 'In the owner’s list and not here. Touchline goes on without them.'),
    ...faultOf('quirk', keys(never), 'Missing at the owner too, whose list says so. Nothing to do.'),
    ...faultOf('extra', unlisted, 'Not in the owner’s list of sequences. The whole video is taken for one clip.'),
    ...unclear.map((line) => ({
      kind: 'missing' as const,
      files: [],
      text: `A line of 00sequences.txt can’t be understood: “${line.slice(0, 120)}”. The whole video is taken for one clip.`,
    })),
    ...faultOf(
      'quirk',
      keys(three),
      `${counted(three.length, 'video')} with three sequences in place of four, as the owner made them.`,
    ),
    ...faultOf(
      'quirk',
      keys(disordered),
      'Sequences out of order in the list. Each is a clip of its own, so nothing is lost.',
    ),
    ...faultOf(
      'quirk',
      keys(overlapping),
      'Sequences that share frames, as the owner’s list has them. They are of one person and stay on one side.',
    ),
  ]
}
