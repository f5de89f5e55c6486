/**
 * KTH: `person01_boxing_d1_uncomp.avi`, in a folder per action or all in one, and `00sequences.txt`, which says in which
 * frames something is done. 25 persons, 6 actions, 4 scenarios; 599 of 600 videos exist.
 */
import type { Part } from '../../../domain/protocols.ts'
import { isOutOfOrder, overlap, parseSequences, type SequenceList } from './kth-sequences.ts'
import { byCodeUnit, counted, faultOf, faultOfAll, type Fault, type OwnersClip, type ReadSet } from './owners-set.ts'
import { readLines, type Tree, type TreeFile } from './tree.ts'

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

/** A video of the set, by its name. */
interface NamedVideo {
  readonly file: TreeFile
  /** `person01_boxing_d1`, in lower case. */
  readonly video: string
  readonly person: number
  readonly action: string
}

export function looksLikeKth({ footage }: Tree): boolean {
  return footage.filter((file) => named(file) !== null).length > footage.length / 2
}

/** @throws Problem what readLines throws */
export async function readKth(tree: Tree): Promise<ReadSet> {
  const listed = tree.others.find(({ name }) => name.toLowerCase() === '00sequences.txt')
  const parsed = listed === undefined ? null : parseSequences(await readLines(listed))
  const list = parsed !== null && parsed.videos.length > 0 ? parsed : null
  const videos = tree.footage.map(named).filter((video) => video !== null)
  const once = new Map(videos.toReversed().map((video) => [video.video, video]))
  const twice = videos.filter((video) => once.get(video.video) !== video)
  const elsewhere = videos.filter(({ file, action }) => {
    const folder = file.folders.at(-1)?.toLowerCase() ?? ''
    return actions.includes(folder) && folder !== action
  })
  const clips = new Map([...once].map(([name, video]) => [name, clipOf(video, list)]))
  const paths = (of: readonly NamedVideo[]): string[] => of.map(({ file }) => file.path)
  return {
    title: 'KTH',
    clips: [...clips.values()].sort((a, b) => byCodeUnit(a.key, b.key)),
    faults: [
      ...(list === null ? [withoutList(listed !== undefined)] : againstList(list, clips)),
      ...faultOf(
        'extra',
        tree.footage.filter((file) => named(file) === null).map(({ path }) => path),
        'Not named like a video of this set. They are left out.',
      ),
      ...faultOf('duplicate', paths(twice), 'A video of the same name is there already. The second one is left out.'),
      ...faultOf('quirk', paths(elsewhere), 'In the folder of another action. The action in the file’s name counts.'),
    ],
  }
}

function named(file: TreeFile): NamedVideo | null {
  const { video, person, action } = videoName.exec(file.name)?.groups ?? {}
  if (video === undefined || person === undefined || action === undefined) return null
  const label = action.toLowerCase()
  return actions.includes(label) ? { file, video: video.toLowerCase(), person: Number(person), action: label } : null
}

/** A video that the owner's list has no sequences of has no part among the owner's persons. */
function clipOf({ file, video, person, action }: NamedVideo, list: SequenceList | null): OwnersClip {
  const sequences = list?.videos.find((of) => of.video === video)?.ranges ?? []
  const part = list !== null && sequences.length === 0 ? null : partOf(person)
  const group = `person${String(person).padStart(2, '0')}`
  return { key: file.path, file: file.file, label: action, group, sequences, official: { [kthPersons]: part } }
}

function partOf(person: number): Part | null {
  const parts: readonly Part[] = ['train', 'validation', 'test']
  return parts.find((part) => partOfPerson[part].includes(person)) ?? null
}

/** @param empty whether there is a list, and no line of it is about a video */
function withoutList(empty: boolean): Fault {
  return {
    kind: 'missing',
    files: ['00sequences.txt'],
    text:
      `The owner’s list of sequences ${empty ? 'names no video' : 'is not here'}. Whole videos are taken for clips, so numbers of ` +
      `the official persons can’t be set beside published ones. Put the ${empty ? 'owner’s ' : ''}list into the folder.`,
  }
}

function againstList({ videos, unclear }: SequenceList, clips: ReadonlyMap<string, OwnersClip>): Fault[] {
  const here = videos.filter(({ video }) => clips.has(video))
  const gone = videos.filter(({ video, missing }) => !missing && !clips.has(video))
  const never = videos.filter(({ video, missing }) => missing && !clips.has(video))
  const listed = new Set(videos.map(({ video }) => video))
  const again = videos.filter(({ video }, i) => videos.findIndex((other) => other.video === video) < i)
  const unlisted = [...clips].filter(([video]) => !listed.has(video)).map(([, { key }]) => key)
  const keys = (of: typeof videos): string[] => of.map(({ video }) => clips.get(video)?.key ?? video)
  const three = here.filter(({ ranges }) => ranges.length === 3)
  const disordered = here.filter(({ ranges }) => isOutOfOrder(ranges))
  const overlapping = here.filter(({ ranges }) => overlap(ranges))
  return [
    ...faultOf('missing', keys(gone), 'In the owner’s list and not here. Touchline goes on without them.'),
    ...faultOf('quirk', keys(never), 'Missing at the owner too, whose list says so. Nothing to do.'),
    ...faultOf(
      'extra',
      unlisted,
      'Not in the owner’s list of sequences. Random splits use it, the official persons don’t.',
    ),
    ...faultOf('quirk', keys(again), 'Twice in 00sequences.txt. Its first line counts.'),
    ...unclear.map((line) =>
      faultOfAll(
        'missing',
        `A line of 00sequences.txt can’t be understood: “${line.slice(0, 120)}”. Its video has no part among the official persons.`,
      ),
    ),
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
