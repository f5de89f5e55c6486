/** Files and folders that a person named, as the files to import. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isFootageName } from '../../domain/footage-files.ts'
import { Problem, toProblem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import { resolveAllowed } from '../files/allowed-paths.ts'
import type { PathRules } from '../files/allowed-paths.ts'

export type FoundFile =
  | { readonly path: string }
  /** What was named but can't be imported. */
  | { readonly path: string; readonly problem: Problem }

const maxFiles = 10_000
const maxDepth = 16

/**
 * The files to import, each once, in the order given, those of a folder by name. A file that was named outright is
 * taken whatever its ending; of a folder and the folders in it those that end like footage.
 * @throws Problem INVALID_INPUT where there are more than 10 000
 */
export async function collectFiles(rules: PathRules, paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>()
  for (const path of paths) {
    for (const file of await expand(rules, path)) {
      if (!found.has(file.path)) found.set(file.path, file)
      if (found.size > maxFiles) {
        throw new Problem('INVALID_INPUT', `More than ${maxFiles} files at once. Import them folder by folder.`)
      }
    }
  }
  return [...found.values()]
}

async function expand(rules: PathRules, path: string): Promise<FoundFile[]> {
  try {
    const real = await resolveAllowed(rules, path)
    if (!(await stat(real)).isDirectory()) return [{ path: real }]
    const files = await footageIn(real, maxDepth)
    if (files.length > 0) return files.map((file) => ({ path: file }))
    throw new Problem(
      'FILE_NOT_FOUND',
      `There is no footage in the folder ${path}. Choose another, or name the files.`,
      {
        details: { path },
      },
    )
  } catch (caught) {
    return [{ path, problem: toProblem(caught) }]
  }
}

/** Links are not followed: they may lead in circles or out of the allowed roots. */
async function footageIn(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((caught: NodeJS.ErrnoException) => {
    throw accessProblem(folder, caught)
  })
  entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const files: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth > 0) files.push(...(await footageIn(path, depth - 1)))
    else if (entry.isFile() && isFootageName(entry.name)) files.push(path)
    if (files.length > maxFiles) break
  }
  return files
}
