/**
 * One writer per library, or other folder. The lock is a small SQLite file: its one row says who holds it, and the holder
 * keeps a write transaction open on it for as long as it lives. Others can still read the row, and the operating
 * system lets go of the lock when the process dies, however it dies: there are no stale locks to reason about.
 *
 * While the lock is held, this process must not open the file by other means: closing any descriptor of a file
 * drops the POSIX locks that the whole process has on it.
 */
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { Problem } from '../../domain/problem.ts'
import { isDamage, isSqliteError } from './sqlite-errors.ts'

export interface FolderLock {
  release(): void
}

const holder = z.object({ pid: z.number(), host: z.string(), program: z.string(), since: z.string() })
type Holder = z.infer<typeof holder>

/** Long enough for a process that is just closing, short enough not to be felt. */
const patienceMs = 500

/** What a person would call this process ('Touchline window', 'touchline serve'), and the folder. */
export interface LockWords {
  readonly program: string
  readonly what: 'library' | 'folder'
}

/**
 * Takes the library or folder `root` for this process.
 * @throws Problem LIBRARY_LOCKED with details {pid, host, program, since} of the process that has it; LIBRARY_DAMAGED where
 *   something else was written in the place of the lock
 */
export function lockFolder(root: string, { program, what }: LockWords): FolderLock {
  const file = join(root, 'touchline.lock')
  const db = new Database(file, { timeout: patienceMs })
  try {
    db.pragma('journal_mode = DELETE')
    const me: Holder = { pid: process.pid, host: hostname(), program, since: new Date().toISOString() }
    beginOrRefuse(db, root, what)
    // The row must be committed for others to see it; between that and the next BEGIN another process may slip in
    // and write its own. So: write until the row found inside the held transaction is ours.
    while (!isHeldBy(db, me)) {
      writeHolder(db, me)
      db.exec('COMMIT')
      beginOrRefuse(db, root, what)
    }
  } catch (caught) {
    db.close()
    throw isDamage(caught) ? damagedLock(file, what, caught) : caught
  }
  return {
    release: () => {
      if (!db.open) return
      db.exec('ROLLBACK')
      db.close()
    },
  }
}

function beginOrRefuse(db: Database.Database, root: string, what: LockWords['what']): void {
  try {
    db.exec('BEGIN IMMEDIATE')
  } catch (caught) {
    if (isSqliteError(caught, 'SQLITE_BUSY')) throw lockedProblem(readHolder(db), root, what)
    throw caught
  }
}

function isHeldBy(db: Database.Database, me: Holder): boolean {
  const found = readHolder(db)
  return found !== null && found.pid === me.pid && found.host === me.host && found.since === me.since
}

function writeHolder(db: Database.Database, me: Holder): void {
  db.exec(
    `CREATE TABLE IF NOT EXISTS holder (
       one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL, host TEXT NOT NULL, program TEXT NOT NULL, since TEXT NOT NULL
     ) STRICT`,
  )
  db.prepare('INSERT OR REPLACE INTO holder VALUES (1, @pid, @host, @program, @since)').run(me)
}

function readHolder(db: Database.Database): Holder | null {
  const made = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'holder'`).get() !== undefined
  if (!made) return null
  const row = db.prepare('SELECT pid, host, program, since FROM holder').get()
  return row === undefined ? null : holder.parse(row)
}

/** It may be locked all the same, which can't be seen in it any more: so it is not thrown away by itself. */
function damagedLock(file: string, what: LockWords['what'], cause: unknown): Problem {
  return new Problem(
    'LIBRARY_DAMAGED',
    `${file} is damaged. Nothing is lost: it only says which process has the ${what} open. Close Touchline everywhere, delete that file, and try again.`,
    { details: { path: file }, cause },
  )
}

function lockedProblem(by: Holder | null, root: string, what: LockWords['what']): Problem {
  if (by === null)
    return new Problem('LIBRARY_LOCKED', `The ${what} ${root} is being opened by another process. Try again.`)
  const where = by.host === hostname() ? '' : ` on ${by.host}`
  return new Problem(
    'LIBRARY_LOCKED',
    `The ${what} ${root} is open in ${by.program} (process ${by.pid}${where}). Close it there, or choose another ${what}.`,
    { details: { ...by } },
  )
}
