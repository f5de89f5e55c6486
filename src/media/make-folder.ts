/** A folder to write into. */
import { access, constants, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../domain/problem.ts'

/**
 * Makes a folder with those above it where it is missing, and sees to it that files can be made in it.
 * @throws Problem CONFLICT where a file is in its place or above it, DISK_FULL, PATH_NOT_ALLOWED
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw await unmade(folder, cause)
  }
}

async function unmade(folder: string, cause: unknown): Promise<Problem> {
  const code = codeOf(cause)
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new Problem('CONFLICT', `${folder} is a file, or lies in one. Choose a new folder.`, { cause })
  }
  // On a disk that is read-only, making folders says no more than that one is missing.
  return unwritable(folder, code === 'ENOENT' ? ((await refusalAbove(folder)) ?? cause) : cause)
}

/** Why nothing can be made in the nearest folder above that is there; null where something can. */
async function refusalAbove(folder: string): Promise<unknown> {
  const above = path.dirname(folder)
  if (above === folder) return null
  const refusal = await access(above, constants.W_OK).then(
    () => null,
    (cause: unknown) => cause,
  )
  return codeOf(refusal) === 'ENOENT' ? refusalAbove(above) : refusal
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  EROFS: 'its disk is read-only',
}

/** A failure to write, as a person is told about it. */
export function unwritable(file: string, cause: unknown): Problem {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem('DISK_FULL', `There is no room left to write ${file}. Free some space and start again.`, {
      cause,
    })
  }
  const reason = reasons[code] ?? (code === '' ? 'unknown reason' : code)
  return new Problem('PATH_NOT_ALLOWED', `${file} can't be written: ${reason}. Choose another folder.`, { cause })
}

function codeOf(caught: unknown): string {
  return caught instanceof Error && 'code' in caught ? String(caught.code) : ''
}
