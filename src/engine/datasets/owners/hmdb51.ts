/**
 * HMDB51: `<class>/<film>_<class>_<body>_<camera>_np<people>_<side>_<quality>_<number>.avi`, and for every class and split
 * `<class>_test_split<1|2|3>.txt` with lines `name.avi 0|1|2`: not used, training, test. File names hold brackets,
 * ampersands, semicolons and more. Clips of one film share scene and people, and the owner's splits don't always keep a
 * film on one side.
 */
import type { Part } from '../../../domain/protocols.ts'
import { byCodeUnit, counted, faultOf, faultOfAll, type Fault, type OwnersClip, type ReadSet } from './owners-set.ts'
import { readLines, type Tree } from './tree.ts'

const nameEnd = /_[a-z]_(?:nm|cm)_np\d+_(?:fr|ba|le|ri)_(?:goo|med|bad)_\d+\.[^.]+$/i
const listName = /^(?<label>.+)_test_split(?<number>[123])\.txt$/i
const listLine = /^(?<name>.*\S)\s+(?<part>[012])\s*$/
const ownersClips = 6766

const parts: Readonly<Record<string, Part | null>> = { '0': null, '1': 'train', '2': 'test' }

export function looksLikeHmdb51({ footage }: Tree): boolean {
  return footage.filter(({ name }) => nameEnd.test(name)).length > footage.length / 2
}

/** @throws Problem what readLines throws */
export async function readHmdb51(tree: Tree): Promise<ReadSet> {
  const { placed, unclear, contradictory, lists } = await readLists(tree)
  const inFolders = tree.footage.filter(({ folders }) => folders.length > 0)
  const loose = tree.footage.filter(({ folders }) => folders.length === 0).map(({ path }) => path)
  const clips = inFolders.map(({ path, name, file, folders }): OwnersClip => {
    const label = folders.at(-1)!
    const official = placed.get(clipId(label, name)) ?? {}
    return { key: path, file, label, group: filmOf(name, label), sequences: [], official }
  })
  const here = new Set(clips.map(({ key, label }) => clipId(label, key.split('/').at(-1)!)))
  const labels = new Set(clips.map(({ label }) => label))
  const missing = [...placed.keys()].filter((id) => !here.has(id)).sort(byCodeUnit)
  const unlisted = clips.filter(({ official }) => Object.keys(official).length === 0).map(({ key }) => key)
  return {
    title: 'HMDB51',
    clips,
    faults: [
      ...(lists.size === 0 ? [withoutLists] : listFaults(labels, lists)),
      ...shortOf(clips, labels),
      ...faultOf('missing', missing, 'In the owner’s lists and not here. Touchline goes on without them.'),
      ...faultOf(
        'extra',
        lists.size === 0 ? [] : unlisted,
        'In none of the owner’s lists. Random splits use them, the official ones don’t.',
      ),
      ...faultOf('extra', loose, 'In no class folder. They are left out.'),
      ...faultOf('quirk', unclear, 'Lines of the owner’s lists that say neither 0, 1 nor 2. They are passed over.'),
      ...faultOf('quirk', contradictory, 'Twice in one list, on two sides. The line that was read last counts.'),
      ...oddNames(clips),
    ],
  }
}

/** One name for a clip in folder and list, however accented letters are written. */
function clipId(label: string, name: string): string {
  return `${label}/${name}`.normalize('NFC')
}

/** The same for a list. */
function listId(label: string, number: string): string {
  return `${label}_test_split${number}.txt`.normalize('NFC')
}

async function readLists(tree: Tree) {
  const placed = new Map<string, Record<string, Part | null>>()
  const unclear: string[] = []
  const contradictory: string[] = []
  const lists = new Set<string>()
  for (const list of tree.others) {
    const { label, number } = listName.exec(list.name)?.groups ?? {}
    if (label === undefined || number === undefined) continue
    lists.add(listId(label, number))
    for (const line of await readLines(list)) {
      const { name, part } = listLine.exec(line)?.groups ?? {}
      if (name === undefined || part === undefined) unclear.push(`${list.name}: ${line.slice(0, 120)}`)
      else {
        const [id, split] = [clipId(label, name), `split ${number}`]
        const before = placed.get(id)
        if (before?.[split] !== undefined && before[split] !== parts[part]) contradictory.push(`${id} (${split})`)
        placed.set(id, { ...before, [split]: parts[part]! })
      }
    }
  }
  return { placed, unclear, contradictory, lists }
}

/** The film's name: what stands before the class. */
function filmOf(name: string, label: string): string {
  const end = nameEnd.exec(name)
  const before = end === null ? name.replace(/(?:_\d+)?\.[^.]+$/, '') : name.slice(0, end.index)
  const withoutLabel = before.endsWith(`_${label}`) ? before.slice(0, -label.length - 1) : before
  return withoutLabel === '' ? before : withoutLabel
}

const withoutLists: Fault = {
  kind: 'missing',
  files: ['testTrainMulti_7030_splits'],
  text:
    'The owner’s three splits are not here. Put their folder beside the classes; until then films are kept on one side ' +
    'by a split of our own.',
}

/** A class has a list for each split. */
function listFaults(labels: ReadonlySet<string>, lists: ReadonlySet<string>): Fault[] {
  const wanted = [...labels].sort(byCodeUnit).flatMap((label) => ['1', '2', '3'].map((number) => listId(label, number)))
  return faultOf(
    'missing',
    wanted.filter((name) => !lists.has(name)),
    'Split files that are not here. A class without one has no part in that split.',
  )
}

function shortOf(clips: readonly OwnersClip[], labels: ReadonlySet<string>): Fault[] {
  if (clips.length >= ownersClips) return []
  const here = `${clips.length.toLocaleString('en-US')} of ${labels.size}`
  const text = `The owner has 6,766 clips of 51 classes, here are ${here}. Touchline goes on with what is here.`
  return [faultOfAll('missing', text)]
}

function oddNames(clips: readonly OwnersClip[]): Fault[] {
  const odd = clips.filter(({ key }) => /[^\w./ -]/.test(key))
  return faultOf(
    'quirk',
    odd.map(({ key }) => key),
    `${counted(odd.length, 'name')} with signs that trip other programs. Touchline takes every name as it is.`,
  )
}
