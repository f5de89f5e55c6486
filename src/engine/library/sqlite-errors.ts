/** What SQLite's errors mean for a person. */
import Database from 'better-sqlite3'
import { Problem } from '../../domain/problem.ts'

/** Whether a caught value is SQLite's error of a code or one of its extended codes (SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT). */
export function isSqliteError(caught: unknown, code: string): caught is InstanceType<typeof Database.SqliteError> {
  return caught instanceof Database.SqliteError && (caught.code === code || caught.code.startsWith(`${code}_`))
}

/** Whether SQLite found that a file is spoilt, or none of its own. */
export function isDamage(caught: unknown): boolean {
  return isSqliteError(caught, 'SQLITE_CORRUPT') || isSqliteError(caught, 'SQLITE_NOTADB')
}

const systemCodes = new Map<string, { code: 'DISK_FULL' | 'FILE_NOT_READABLE'; text: string }>([
  ['ENOSPC', { code: 'DISK_FULL', text: 'The disk is full' }],
  ['EDQUOT', { code: 'DISK_FULL', text: 'The disk quota is used up' }],
  ['EROFS', { code: 'FILE_NOT_READABLE', text: 'The disk is read-only' }],
  ['EACCES', { code: 'FILE_NOT_READABLE', text: 'Touchline may not write there' }],
  ['ENOTDIR', { code: 'FILE_NOT_READABLE', text: 'A file is where a folder is needed' }],
  ['EEXIST', { code: 'FILE_NOT_READABLE', text: 'A file is where a folder is needed' }],
  ['EPERM', { code: 'FILE_NOT_READABLE', text: 'Touchline may not write there' }],
])

/**
 * The problem behind a failed write into the library: a full disk, a folder that can't be written to, or a spoilt database.
 * Null where the error is of another kind.
 * @param where the folder or file that was written to
 */
export function storageProblem(caught: unknown, where: string): Problem | null {
  if (isSqliteError(caught, 'SQLITE_FULL')) return fullDisk('The disk is full', where, caught)
  if (isSqliteError(caught, 'SQLITE_READONLY') || isSqliteError(caught, 'SQLITE_CANTOPEN')) {
    return notWritable('Touchline may not write there', where, caught)
  }
  if (isDamage(caught)) {
    return new Problem(
      'LIBRARY_DAMAGED',
      `The database of ${where} is damaged in a part that was read only now. Change nothing more in it: restore a backup from before (Settings › Backups), and have the disk checked.`,
      { details: { path: where }, cause: caught },
    )
  }
  // Short writes and failed syncs of a full disk come as IOERR.
  if (isSqliteError(caught, 'SQLITE_IOERR')) {
    return new Problem(
      'DISK_FULL',
      `The disk did not take the change to ${where} (${caught.code}). Nothing was half-written. Check the disk and its free space, then try again.`,
      { details: { path: where }, cause: caught },
    )
  }
  if (!(caught instanceof Error) || !('code' in caught) || typeof caught.code !== 'string') return null
  const known = systemCodes.get(caught.code)
  if (known === undefined) return null
  return known.code === 'DISK_FULL' ? fullDisk(known.text, where, caught) : notWritable(known.text, where, caught)
}

function fullDisk(text: string, where: string, cause: unknown): Problem {
  return new Problem('DISK_FULL', `${text}: ${where}. Nothing was half-written. Make room, then try again.`, {
    details: { path: where },
    cause,
  })
}

function notWritable(text: string, where: string, cause: unknown): Problem {
  return new Problem('FILE_NOT_READABLE', `${text}: ${where}. Choose a folder that you can write to.`, {
    details: { path: where },
    cause,
  })
}
