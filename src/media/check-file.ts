import { access, constants, stat } from 'node:fs/promises'
import { Problem } from '../domain/problem.ts'

/**
 * Makes sure that a path leads to a file with something in it that may be read. Returns its size in bytes.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY
 */
export async function checkFile(file: string): Promise<number> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw accessProblem(file, cause)
  })
  if (found.isDirectory()) {
    throw new Problem('FILE_NOT_READABLE', `${file} is a folder, not a file. Choose the video files inside it.`, {
      details: { file },
    })
  }
  if (!found.isFile()) {
    throw new Problem('FILE_NOT_READABLE', `${file} is not a regular file. Copy the footage into a file first.`, {
      details: { file },
    })
  }
  await access(file, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    throw accessProblem(file, cause)
  })
  if (found.size === 0) {
    throw new Problem('FILE_EMPTY', `${file} is empty (0 bytes). Copy it again from the camera or card.`, {
      details: { file },
    })
  }
  return found.size
}

/** What a failed file access means to a person. */
export function accessProblem(file: string, cause: NodeJS.ErrnoException): Problem {
  const details = { file, errno: cause.code }
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
    return new Problem('FILE_NOT_FOUND', `${file} does not exist. Check the path, or reconnect the drive it is on.`, {
      details,
      cause,
    })
  }
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') {
    return new Problem('DISK_FULL', `There is no room left to write ${file}. Free some space and try again.`, {
      details,
      cause,
    })
  }
  const reason =
    cause.code === 'EACCES' || cause.code === 'EPERM' ? 'you have no permission for it' : (cause.code ?? cause.message)
  return new Problem('FILE_NOT_READABLE', `${file} can't be used: ${reason}. Change that and try again.`, {
    details,
    cause,
  })
}
