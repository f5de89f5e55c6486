/**
 * UT-Interaction, the segmented clips: `<id>_<sequence>_<class>.avi`, all in one folder. Clips of one sequence are cut
 * from one recording: same people, same place.
 */
import { namesOfGaps } from './number-gaps.ts'
import { faultOf, faultOfAll, type Fault, type OwnersClip, type ReadSet } from './owners-set.ts'
import type { Tree } from './tree.ts'

const labels = ['handshake', 'hug', 'kick', 'point', 'punch', 'push'] as const
const ownersFolder = /set[ _-]?[12]$/i
const clipName = /^(?<id>\d+)_(?<sequence>\d+)_(?<label>[0-5])\.[^.]+$/

/** The owner's sets 1 and 2 are a folder each. Numbered clips in several other folders are anybody's, with a folder for each class. */
export function looksLikeUtInteraction({ footage }: Tree): boolean {
  const fits = footage.filter(({ name }) => clipName.test(name))
  const folders = new Set(fits.map(({ folders }) => folders.at(-1) ?? ''))
  return (
    fits.length > footage.length / 2 && (folders.size === 1 || [...folders].every((name) => ownersFolder.test(name)))
  )
}

export function readUtInteraction(tree: Tree): ReadSet {
  const strangers = tree.footage.filter(({ name }) => !clipName.test(name)).map(({ path }) => path)
  const named = tree.footage.flatMap((file) => {
    const { id, sequence, label } = clipName.exec(file.name)?.groups ?? {}
    if (id === undefined || sequence === undefined || label === undefined) return []
    const clip: OwnersClip = {
      key: file.path,
      file: file.file,
      label: labels[Number(label)]!,
      group: `sequence ${sequence}`,
      sequences: [],
      official: {},
    }
    return [{ id: Number(id), clip }]
  })
  const clips = named.map(({ clip }) => clip)
  return {
    title: 'UT-Interaction',
    clips,
    faults: [
      ...faultOf(
        'missing',
        gaps(named.map(({ id }) => id)),
        'Gaps in the numbers of the clips. Touchline goes on without them.',
      ),
      ...faultOf('extra', strangers, 'Not named like a clip of this set. They are left out.'),
      ...incomplete(clips),
    ],
  }
}

function gaps(ids: readonly number[]): string[] {
  const first = ids.reduce((a, b) => Math.min(a, b), Infinity)
  return namesOfGaps(ids, first, (id) => `${id}_*_*.avi`)
}

/** Sequences in which an action is not seen. */
function incomplete(clips: readonly OwnersClip[]): Fault[] {
  const seen = new Map<string, Set<string>>()
  for (const { group, label } of clips) seen.set(group, (seen.get(group) ?? new Set<string>()).add(label))
  const short = [...seen].flatMap(([group, of]) => {
    const lacking = labels.filter((label) => !of.has(label))
    return lacking.length === 0 ? [] : [`${group}: ${lacking.join(', ')}`]
  })
  if (short.length === 0) return []
  const text =
    `Not every action is in every sequence (${short.join('; ')}). Where such a sequence is the test, the score says nothing ` +
    'about that action.'
  return [faultOfAll('quirk', text)]
}
