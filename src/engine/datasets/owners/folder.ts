/** Any set in which a folder is a class, or a `manifest.csv` says what is what, and perhaps which side it stands on. */
import path from 'node:path'
import type { Side } from '../../../domain/splits.ts'
import { readPathSet } from '../path-set.ts'
import { byCodeUnit, faultOf, faultOfAll, type OwnersClip, type ReadSet } from './owners-set.ts'
import type { Tree } from './tree.ts'

/** The name of the split that a manifest gives. */
export const manifestSplit = 'manifest.csv'

/** @throws Problem as readPathSet */
export async function readFolder(tree: Tree): Promise<ReadSet> {
  const {
    clips: listed,
    warnings,
    origin,
    absent,
  } = await readPathSet(tree.root, {
    allowAbsolute: false,
    leaveOutAbsent: true,
  })
  const files = new Map(tree.footage.map((file) => [file.file, file.path]))
  // What a link leads to is not in the tree.
  const clips = listed.filter(({ file }) => files.has(file))
  const used = new Set(clips.map(({ file }) => file))
  const unused = tree.footage.filter(({ file }) => !used.has(file)).map((file) => file.path)
  const isManifest = origin !== tree.root
  return {
    title: path.basename(tree.root),
    clips: clips
      .map(({ file, label, group, split }): OwnersClip => {
        return { key: files.get(file)!, file, label, group, sequences: [], official: officialOf(split) }
      })
      .sort((a, b) => byCodeUnit(a.key, b.key)),
    faults: [
      ...warnings.map((text) => faultOfAll('quirk', text)),
      ...faultOf('missing', absent, 'In manifest.csv and not here. Touchline goes on without them.'),
      ...faultOf(
        'extra',
        unused,
        `${isManifest ? 'Not in manifest.csv' : 'In no class folder, or of a name that can’t be read'}. They are left out.`,
      ),
    ],
  }
}

function officialOf(split: Side | null): OwnersClip['official'] {
  return split === null ? {} : { [manifestSplit]: split === 'train' ? 'train' : 'test' }
}
