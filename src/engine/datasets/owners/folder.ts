/** Any set in which a folder is a class, or a `manifest.csv` says what is what. */
import path from 'node:path'
import { readPathSet } from '../path-set.ts'
import { byCodeUnit, faultOfAll, type OwnersClip, type ReadSet } from './owners-set.ts'
import type { Tree } from './tree.ts'

/** @throws Problem as readPathSet */
export async function readFolder(tree: Tree): Promise<ReadSet> {
  const { clips, warnings } = await readPathSet(tree.root, { allowAbsolute: false })
  const files = new Map(tree.footage.map((file) => [file.file, file.path]))
  return {
    title: path.basename(tree.root),
    // What a link leads to is not in the tree.
    clips: clips
      .filter(({ file }) => files.has(file))
      .map(({ file, label, group }): OwnersClip => {
        return { key: files.get(file)!, file, label, group, sequences: [], official: {} }
      })
      .sort((a, b) => byCodeUnit(a.key, b.key)),
    faults: warnings.map((text) => faultOfAll('quirk', text)),
  }
}
