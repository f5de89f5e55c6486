/**
 * UCF101: `<class>/v_<class>_g<group>_c<clip>.avi`, and lists `trainlist0<N>.txt` (`class/name.avi label`) and
 * `testlist0<N>.txt` (`class/name.avi`) with line ends of DOS, and of some copies with its backslashes. One class is `HandstandPushups` as a folder and `HandStandPushups`
 * in the names, so lists and files are matched whatever their case. Each class has its own 25 groups.
 */
import type { Part } from '../../../domain/protocols.ts'
import { byCodeUnit, counted, faultOf, faultOfAll, type Fault, type OwnersClip, type ReadSet } from './owners-set.ts'
import { readLines, type Tree, type TreeFile } from './tree.ts'

const clipName = /^v_(?<word>[A-Za-z0-9]+)_g(?<group>\d+)_c\d+\.[^.]+$/i
const listName = /^(?<side>train|test)list0?(?<number>[123])\.txt$/i
const ownersClips = 13_320

export function looksLikeUcf101({ footage }: Tree): boolean {
  return footage.filter(({ name }) => clipName.test(name)).length > footage.length / 2
}

interface Lists {
  /** By `class/name.avi` in lower case. */
  readonly placed: ReadonlyMap<string, { readonly written: string; readonly official: Record<string, Part | null> }>
  /** `split 1`, … that are there, each with both sides. */
  readonly splits: readonly string[]
  /** The owner's way of writing a class, by its lower case. */
  readonly labels: ReadonlyMap<string, string>
  /** Clips that two lists of one split name. */
  readonly contradictory: readonly string[]
}

/** @throws Problem what readLines throws */
export async function readUcf101(tree: Tree): Promise<ReadSet> {
  const lists = await readLists(tree.others)
  const spellings = spellingsOf(tree.footage)
  const strangers = tree.footage.filter(({ name, folders }) => !clipName.test(name) || folders.length === 0)
  const clips = tree.footage
    .filter((file) => !strangers.includes(file))
    .map((file): OwnersClip => {
      const folder = file.folders.at(-1)!
      const label = lists.labels.get(folder.toLowerCase()) ?? spellings.get(folder.toLowerCase())!
      const group = clipName.exec(file.name)!.groups!['group']!.padStart(2, '0')
      const official = lists.placed.get(listId(folder, file.name))?.official ?? {}
      return {
        key: file.path,
        file: file.file,
        label,
        group: `${label}/${group}`,
        sequences: [],
        official: { ...official },
      }
    })
  return {
    title: 'UCF101',
    clips,
    faults: [
      ...faultsOfLists(lists, clips),
      ...faultOf(
        'extra',
        strangers.map(({ path }) => path),
        'In no class folder, or not named like a clip of this set. They are left out.',
      ),
      ...caseTrap(lists, clips),
    ],
  }
}

/** One way of writing each class folder, by its lower case: a class may lie in two folders of other capitals. */
function spellingsOf(footage: readonly TreeFile[]): Map<string, string> {
  const folders = footage.flatMap(({ folders: on }) => on.at(-1) ?? [])
  return new Map(folders.toReversed().map((folder) => [folder.toLowerCase(), folder]))
}

function listId(folder: string, name: string): string {
  return `${folder}/${name}`.toLowerCase()
}

async function readLists(files: readonly TreeFile[]): Promise<Lists> {
  const placed = new Map<string, { written: string; official: Record<string, Part | null> }>()
  const sides = new Map<string, Set<string>>()
  const contradictory: string[] = []
  for (const list of files) {
    const { side, number } = listName.exec(list.name)?.groups ?? {}
    if (side === undefined || number === undefined) continue
    const split = `split ${number}`
    const part = side.toLowerCase() === 'train' ? 'train' : 'test'
    const lines = await readLines(list)
    // A list that names nothing is none.
    if (lines.length > 0) sides.set(split, (sides.get(split) ?? new Set<string>()).add(part))
    for (const line of lines) {
      const [first = ''] = line.trim().split(/\s+/)
      const written = first.replaceAll('\\', '/')
      const id = written.toLowerCase()
      const official = placed.get(id)?.official ?? {}
      if (official[split] !== undefined && official[split] !== part) contradictory.push(written)
      placed.set(id, { written, official: { ...official, [split]: part } })
    }
  }
  const splits = [...sides].filter(([, of]) => of.size === 2).map(([split]) => split)
  // A clip that a split doesn't name has no part in it; a split without both of its lists is none.
  for (const { official } of placed.values()) {
    for (const split of sides.keys()) if (!splits.includes(split)) delete official[split]
    for (const split of splits) official[split] ??= null
  }
  return { placed, splits: splits.sort(byCodeUnit), labels: await readClassNames(files), contradictory }
}

/** `classInd.txt`: `37 HandstandPushups`. */
async function readClassNames(files: readonly TreeFile[]): Promise<Map<string, string>> {
  const list = files.find(({ name }) => name.toLowerCase() === 'classind.txt')
  const lines = list === undefined ? [] : await readLines(list)
  const names = lines.map((line) => /^\s*\d+\s+(\S+)/.exec(line)?.[1]).filter((name) => name !== undefined)
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}

function faultsOfLists({ placed, splits, contradictory }: Lists, clips: readonly OwnersClip[]): Fault[] {
  const here = new Set(clips.map(({ key }) => listId(key.split('/').at(-2)!, key.split('/').at(-1)!)))
  const gone = [...placed].filter(([id]) => !here.has(id)).map(([, { written }]) => written)
  const unlisted = clips.filter(({ official }) => Object.keys(official).length === 0).map(({ key }) => key)
  const lacking = ['1', '2', '3'].filter((number) => !splits.includes(`split ${number}`))
  return [
    ...faultOf(
      'missing',
      lacking.flatMap((number) => [`trainlist0${number}.txt`, `testlist0${number}.txt`]),
      splits.length === 0
        ? 'The owner’s lists are not here. Put their folder ucfTrainTestlist beside the classes; until then groups are kept ' +
            'on one side by a split of our own.'
        : 'These of the owner’s lists, or one of each two, are not here or empty. Numbers are of the other splits alone.',
    ),
    ...shortOf(clips),
    ...faultOf('missing', gone, 'In the owner’s lists and not here. Touchline goes on without them.'),
    ...faultOf(
      'extra',
      splits.length === 0 ? [] : unlisted,
      'In none of the owner’s lists. Random splits use them, the official ones don’t.',
    ),
    ...faultOf('quirk', contradictory, 'In both lists of one split. The list that was read last counts.'),
  ]
}

function shortOf(clips: readonly OwnersClip[]): Fault[] {
  if (clips.length >= ownersClips) return []
  const here = `${clips.length.toLocaleString('en-US')} of ${new Set(clips.map(({ label }) => label)).size}`
  const text = `The owner has 13,320 clips of 101 classes, here are ${here}. Touchline goes on with what is here.`
  return [faultOfAll('missing', text)]
}

/** Names whose case differs between list and file, or between folder and file name. */
function caseTrap({ placed }: Lists, clips: readonly OwnersClip[]): Fault[] {
  const trapped = clips.filter(({ key }) => {
    const [folder = '', name = ''] = key.split('/').slice(-2)
    const word = clipName.exec(name)?.groups?.['word'] ?? ''
    const written = placed.get(listId(folder, name))?.written
    return (written !== undefined && written !== `${folder}/${name}`) || (word !== folder && same(word, folder))
  })
  return faultOf(
    'quirk',
    trapped.map(({ key }) => key),
    `${counted(trapped.length, 'clip')} whose names are written with other capitals than their folder or the lists, a known ` +
      'trap of this set. Touchline matches them all the same.',
  )
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
