/** Labelled files wherever they come from: a manifest, a folder per label, or a published set as its owner lays it out. */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { Problem } from '../../domain/problem.ts'
import type { PathSet } from './labelled-clips.ts'
import { groupWord, readOwnersSet, type OwnersSet } from './owners/index.ts'
import { readPathSet } from './path-set.ts'

/**
 * A folder that is laid out as a published set has that set's labels and groups; what the names of its files look like to
 * others says nothing. Anything else is read as `readPathSet` does.
 * @throws Problem as readPathSet; as readLines for a list of the owner's
 */
export async function readAnySet(data: string, options: { readonly allowAbsolute: boolean }): Promise<PathSet> {
  const folder = path.resolve(data)
  const published = isPlainFolder(folder) ? await readOwnersSet(folder).catch(unlessOfList) : null
  if (published === null || published.name === 'folder') return readPathSet(data, options)
  return asPathSet(published)
}

/** Where one of the owner's lists can't be read, the set is refused: it would be split as if it had none. */
function unlessOfList(caught: unknown): null {
  if (caught instanceof Problem && 'list' in caught.details) throw caught
  return null
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
    absent: [],
    warnings: [`This is laid out as ${title}: clips are grouped by its ${groupWord[name]}s.${odd}`],
  }
}
