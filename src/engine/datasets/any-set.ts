/** Labelled files wherever they come from: a manifest, a folder per label, or a published set as its owner lays it out. */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { PathSet } from './labelled-clips.ts'
import { groupWord, readOwnersSet, type OwnersSet } from './owners/index.ts'
import { readPathSet } from './path-set.ts'

/**
 * A folder that is laid out as a published set has that set's labels and groups; what the names of its files look like to
 * others says nothing. Anything else is read as `readPathSet` does.
 * @throws Problem as readPathSet
 */
export async function readAnySet(data: string, options: { readonly allowAbsolute: boolean }): Promise<PathSet> {
  const folder = path.resolve(data)
  const published = isPlainFolder(folder) ? await readOwnersSet(folder).catch(() => null) : null
  if (published === null || published.name === 'folder') return readPathSet(data, options)
  return asPathSet(published)
}

function isPlainFolder(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && !existsSync(path.join(folder, 'manifest.csv'))
}

function asPathSet({ name, title, origin, clips, faults }: OwnersSet): PathSet {
  const odd = faults.length === 0 ? '' : ' `touchline dataset check` says what is odd about this copy.'
  return {
    origin,
    clips: clips.map(({ key, file, label, group }) => ({ key, file, label, group, split: null })),
    warnings: [`This is laid out as ${title}: clips are grouped by its ${groupWord[name]}s.${odd}`],
  }
}
