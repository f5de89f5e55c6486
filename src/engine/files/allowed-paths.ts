/** Which paths may be read: every path that comes in is resolved and held inside the allowed roots. */
import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'

export type PathRules = Pick<EngineContext, 'allowedRoots' | 'chosenFiles'>

/**
 * The real path behind a path that came from outside, links followed.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, PATH_NOT_ALLOWED where it leads out of the allowed roots
 */
export async function resolveAllowed(rules: PathRules, path: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new Problem('PATH_NOT_ALLOWED', `“${path}” is no absolute path. Give the whole path of the file.`, {
      details: { path },
    })
  }
  const wanted = resolve(path)
  const real = await realPath(wanted)
  if (rules.chosenFiles.has(wanted) || rules.chosenFiles.has(real)) return real
  const roots = await Promise.all(rules.allowedRoots.map((root) => realpath(root).catch(() => null)))
  if (roots.some((root) => root !== null && isInside(root, real))) return real
  throw new Problem(
    'PATH_NOT_ALLOWED',
    `${path} is outside the folders that Touchline may read (${rules.allowedRoots.join(', ')}). Move the file there, or start Touchline with its folder allowed.`,
    { details: { path } },
  )
}

/** Whether a path is a folder or lies in it. Both are absolute and without links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (caught) {
    const code = caught instanceof Error && 'code' in caught ? caught.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Problem('FILE_NOT_FOUND', `There is no file ${path}. Check the name and the folder.`, {
        details: { path },
        cause: caught,
      })
    }
    throw new Problem('FILE_NOT_READABLE', `${path} can't be read. Check that you may open it.`, {
      details: { path },
      cause: caught,
    })
  }
}
