/**
 * UCF11, the YouTube Action set: `<class>/v_<prefix>_<group>/v_<prefix>_<group>_<clip>.mpg`, with a folder `Annotation` in
 * every class. The class is the folder: prefixes say something else (basketball is `v_shooting`). Each class has its own 25
 * groups, and clips of a group share person, place and camera.
 */
import { namesOfGaps } from './number-gaps.ts'
import { counted, faultOf, faultOfAll, type Fault, type OwnersClip, type ReadSet } from './owners-set.ts'
import type { Tree, TreeFile } from './tree.ts'

/** Of every class: what its clips' names begin with, and how many the owner has. 1,600 in all. */
const classes: Readonly<Record<string, { readonly prefix: string; readonly clips: number }>> = {
  basketball: { prefix: 'v_shooting', clips: 141 },
  biking: { prefix: 'v_biking', clips: 145 },
  diving: { prefix: 'v_diving', clips: 156 },
  golf_swing: { prefix: 'v_golf', clips: 142 },
  horse_riding: { prefix: 'v_riding', clips: 198 },
  soccer_juggling: { prefix: 'v_juggle', clips: 156 },
  swing: { prefix: 'v_swing', clips: 137 },
  tennis_swing: { prefix: 'v_tennis', clips: 167 },
  trampoline_jumping: { prefix: 'v_jumping', clips: 119 },
  volleyball_spiking: { prefix: 'v_spiking', clips: 116 },
  walking: { prefix: 'v_walk_dog', clips: 123 },
}

const clipName = /^(?<prefix>.+)_(?<group>\d+)_(?<number>\d+)\.[^.]+$/

/** A clip and what else its name says. */
interface NamedClip {
  readonly clip: OwnersClip
  readonly prefix: string
  readonly number: number
}

export function looksLikeUcf11({ footage }: Tree): boolean {
  const fits = footage.filter((file) => classOf(file) !== null && clipName.test(file.name))
  return fits.length > footage.length / 2 && fits.some(({ name }) => /^v_[a-z_]+_\d+_\d+\./i.test(name))
}

export function readUcf11(tree: Tree): ReadSet {
  const annotation = tree.footage.filter(isAnnotation)
  const footage = tree.footage.filter((file) => !isAnnotation(file))
  const named = footage.map(namedClip)
  const clips = named.filter((clip) => clip !== null)
  return {
    title: 'UCF11 (YouTube Action)',
    clips: clips.map(({ clip }) => clip),
    faults: [
      ...missing(clips),
      ...faultOf(
        'extra',
        footage.filter((_, i) => named[i] === null).map(({ path }) => path),
        'No clips of this set: they lie in no class folder, or have no group and number in their names. They are left out.',
      ),
      ...faultOf(
        'quirk',
        annotation.map(({ path }) => path),
        'Videos in a folder “Annotation” are no clips. They are left out.',
      ),
      ...misnamed(clips),
      ...inOtherFolders(clips),
    ],
  }
}

function isAnnotation({ folders }: TreeFile): boolean {
  return folders.some((folder) => /^annotations?$/i.test(folder))
}

/** The class folder that a file lies in, however deep, and whatever its capitals and what stands between its words. */
function classOf({ folders }: TreeFile): string | null {
  const names = folders.map((folder) => folder.toLowerCase().replaceAll(/[ -]/g, '_'))
  return names.find((name) => Object.hasOwn(classes, name)) ?? null
}

function namedClip(file: TreeFile): NamedClip | null {
  const label = classOf(file)
  const { prefix, group, number } = clipName.exec(file.name)?.groups ?? {}
  if (label === null || prefix === undefined || group === undefined) return null
  const clip: OwnersClip = {
    key: file.path,
    file: file.file,
    label,
    group: `${label}/${group.padStart(2, '0')}`,
    sequences: [],
    official: {},
  }
  return { clip, prefix, number: Number(number) }
}

/** Classes short of the owner's count, and gaps in the numbers of a group. A class that is whole may have gaps. */
function missing(clips: readonly NamedClip[]): Fault[] {
  const short = Object.entries(classes)
    .map(([label, { clips: all }]) => ({ label, all, here: clips.filter(({ clip }) => clip.label === label) }))
    .filter(({ all, here }) => here.length < all)
  if (short.length === 0) return []
  const counts = short.map(({ label, all, here }) => `${label} ${here.length} of ${all}`).join(', ')
  const gaps = short.flatMap(({ here }) => gapsOf(here))
  return [
    faultOfAll(
      'missing',
      `The owner has 1,600 clips, here are ${clips.length.toLocaleString('en-US')}: ${counts}. ` +
        'Touchline goes on with what is here.',
    ),
    ...faultOf('missing', gaps, 'Gaps in the numbers of a group. Touchline goes on without these clips.'),
  ]
}

function gapsOf(clips: readonly NamedClip[]): string[] {
  const groups = new Map<string, NamedClip[]>()
  for (const of of clips) groups.set(of.clip.group, [...(groups.get(of.clip.group) ?? []), of])
  return [...groups.values()].flatMap((group) => {
    const numbers = group.map(({ number }) => number)
    return namesOfGaps(numbers, 1, (number) =>
      group[0]!.clip.key.replace(/\d+(\.[^.]+)$/, (_, end: string) => `${String(number).padStart(2, '0')}${end}`),
    )
  })
}

function misnamed(clips: readonly NamedClip[]): Fault[] {
  const odd = clips.filter(({ clip, prefix }) => prefix.toLowerCase() !== classes[clip.label]!.prefix)
  const usual = Object.entries(classes).filter(([label, { prefix }]) => prefix !== `v_${label}`)
  const different = usual.filter(([label]) => clips.some(({ clip }) => clip.label === label))
  return [
    ...(different.length === 0
      ? []
      : [
          faultOfAll(
            'quirk',
            'The owner’s file names say other words than the class folders ' +
              `(${different.map(([label, { prefix }]) => `${label}: ${prefix}`).join(', ')}). The folder is the class.`,
          ),
        ]),
    ...faultOf(
      'quirk',
      odd.map(({ clip }) => clip.key),
      `${counted(odd.length, 'clip')} named unlike the others of the folder. The folder is the class.`,
    ),
  ]
}

/** The group's folder and the group in the file's name should say the same. */
function inOtherFolders(clips: readonly NamedClip[]): Fault[] {
  const odd = clips.filter(({ clip: { key, group } }) => {
    const number = /_(\d+)$/.exec(key.split('/').at(-2) ?? '')?.[1]
    return number !== undefined && Number(number) !== Number(group.split('/')[1])
  })
  return faultOf(
    'quirk',
    odd.map(({ clip }) => clip.key),
    'The folder says another group than the file’s name. The second-last number of the file’s name is the group.',
  )
}
