/** Where measured results lie in a library: `results/ID`, a folder as `touchline reproduce --out` fills it. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import type { ResultsWish } from '../../contract/results.ts'
import { Problem } from '../../domain/problem.ts'
import type { LibraryPaths } from '../context.ts'
import { isInside } from '../files/allowed-paths.ts'

/** What decoding showed of sets, for all results of them. */
const footageFolder = 'footage'

/** Ids become folder names, so they may not lead anywhere. */
const safeId = /^[A-Za-z0-9][\w.-]{0,63}$/

/** Names of files that may be shown: tables and figures, nothing of the runs. */
const shownFile = /^(table|figure|grad-cam|systems)[\w.-]*\.(md|csv|html|svg|json)$/

/**
 * The same set at the same scale, with as many epochs and the same seed, is the same folder: only such runs can stand in one
 * table. The set is known by where it lies.
 * @param set its short name
 */
export function resultsIdOf(set: string, { data, scale, epochs, seed }: ResultsWish): string {
  const length = epochs === undefined ? '' : `-${epochs}-epochs`
  return `${set}-${scale}${length}-${hashOf(JSON.stringify([data, scale, epochs ?? null, seed]))}`
}

/** @param data the set's folder, absolute and without links */
export function footageFileOf({ results }: LibraryPaths, data: string): string {
  return path.join(results, footageFolder, `${hashOf(data)}.json`)
}

export function folderOf({ results }: LibraryPaths, resultsId: string): string {
  return path.join(results, resultsId)
}

/** Ids of all results that a library has. A link is none. */
export async function resultsIds({ results }: LibraryPaths): Promise<string[]> {
  const entries = await readdir(results, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== footageFolder && safeId.test(entry.name))
    .map(({ name }) => name)
}

/** @throws Problem NOT_FOUND where the library has no such results */
export function requireFolder(paths: LibraryPaths, resultsId: string): string {
  const folder = folderOf(paths, resultsId)
  if (safeId.test(resultsId) && resultsId !== footageFolder && existsSync(folder)) return folder
  throw new Problem('NOT_FOUND', 'This library has no such results.', { details: { resultsId } })
}

/** A table or figure of results. @throws Problem NOT_FOUND where it is not there or leads out of its folder */
export async function requireShownFile(paths: LibraryPaths, resultsId: string, name: string): Promise<string> {
  const folder = requireFolder(paths, resultsId)
  const real = shownFile.test(name) ? await realpath(path.join(folder, name)).catch(() => null) : null
  if (real !== null && isInside(await realpath(paths.results), real)) return real
  throw new Problem('NOT_FOUND', `There is no table or figure ${name} in these results.`, { details: { resultsId } })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
