/** The in-app file chooser: folders, and videos, weights or nothing else, inside the allowed roots. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { z } from 'zod'
import { isFootageName } from '../../domain/footage-files.ts'
import { Problem } from '../../domain/problem.ts'
import { isWeightsName } from '../../domain/weights-files.ts'
import type { fileEntry } from '../../contract/index.ts'
import { resolveAllowed } from './allowed-paths.ts'
import type { PathRules } from './allowed-paths.ts'

type FileEntry = z.output<typeof fileEntry>

export interface FolderListing {
  readonly path: string | null
  /** Null at the roots. */
  readonly parent: string | null
  readonly entries: FileEntry[]
}

/** What is looked for. */
type Wanted = FileEntry['kind']

/** Which files are shown, by what is looked for. */
const isWanted: Readonly<Record<Wanted, (name: string) => boolean>> = {
  video: isFootageName,
  weights: isWeightsName,
  folder: () => false,
}

/** A folder with more than this shows its first ones. */
const maxEntries = 5000

/**
 * Folders first, then files of the kind, by name; hidden ones are left out.
 * @param path null lists the allowed roots
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, PATH_NOT_ALLOWED, INVALID_INPUT where it is no folder
 */
export async function listFolder(
  rules: PathRules,
  path: string | null,
  kind: Wanted = 'video',
): Promise<FolderListing> {
  if (path === null) return { path: null, parent: null, entries: await listRoots(rules, kind) }
  const folder = await resolveAllowed(rules, path)
  const names = await readNames(folder)
  const entries = await Promise.all(names.map((name) => describeEntry(join(folder, name), kind)))
  return {
    path: folder,
    parent: await parentOf(rules, folder),
    entries: entries.filter((entry) => entry !== null).sort(byKindAndName),
  }
}

async function listRoots(rules: PathRules, kind: Wanted): Promise<FileEntry[]> {
  const roots = await Promise.all([...new Set(rules.allowedRoots)].map((root) => describeEntry(root, kind)))
  return roots.filter((entry) => entry?.kind === 'folder').map((entry) => ({ ...entry!, name: entry!.path }))
}

async function readNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.filter((name) => !name.startsWith('.')).slice(0, maxEntries)
  } catch (caught) {
    const isFile = caught instanceof Error && 'code' in caught && caught.code === 'ENOTDIR'
    throw new Problem(
      isFile ? 'INVALID_INPUT' : 'FILE_NOT_READABLE',
      isFile ? `${folder} is a file, not a folder.` : `The folder ${folder} can't be read. Check that you may open it.`,
      { details: { path: folder }, cause: caught },
    )
  }
}

/** Null for what is neither a folder nor a file of the kind, and for what can't be looked at. */
async function describeEntry(path: string, kind: Wanted): Promise<FileEntry | null> {
  const name = basename(path)
  try {
    const found = await stat(path)
    if (found.isDirectory()) return { name, path, kind: 'folder', sizeBytes: 0 }
    return found.isFile() && isWanted[kind](name) ? { name, path, kind, sizeBytes: found.size } : null
  } catch {
    return null
  }
}

async function parentOf(rules: PathRules, folder: string): Promise<string | null> {
  const parent = dirname(folder)
  if (parent === folder) return null
  return resolveAllowed(rules, parent).catch(() => null)
}

function byKindAndName(a: FileEntry, b: FileEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return a.name.localeCompare(b.name, undefined, { numeric: true })
}
