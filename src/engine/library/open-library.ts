/** Opening a library: the folder, its lock, its database and its schema. */
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { Problem } from '../../domain/problem.ts'
import type { LibraryPaths } from '../context.ts'
import { lockFolder } from './lock.ts'
import { damaged, migrate } from './migrate.ts'
import { readMigrations } from './migrations.ts'
import type { Migration } from './migrations.ts'
import { isDamage, storageProblem } from './sqlite-errors.ts'

export interface Library {
  readonly paths: LibraryPaths
  readonly db: Database.Database
  /** Closes the database, then lets go of the lock. */
  close(): void
}

export interface LibraryOptions {
  /** Whether a library is made where there is none. */
  readonly create: boolean
  /** What a person would call this process; shown to whoever finds the library locked. */
  readonly program: string
  readonly migrations?: readonly Migration[]
}

/** Above this size a database that was closed properly is not read through at every start. */
const alwaysCheckedBytes = 64 * 1024 * 1024

/**
 * Opens the library in a folder, or makes one.
 * @throws Problem LIBRARY_NOT_FOUND, LIBRARY_LOCKED, LIBRARY_NEWER, LIBRARY_DAMAGED; DISK_FULL or FILE_NOT_READABLE
 *   where its folder can't be written to
 */
export async function openLibrary(dir: string, options: LibraryOptions): Promise<Library> {
  const paths = libraryPaths(resolve(dir))
  if (!options.create && !existsSync(paths.database)) {
    throw new Problem(
      'LIBRARY_NOT_FOUND',
      `There is no Touchline library in ${paths.root}. Check the folder, or make a new one.`,
      {
        details: { path: paths.root },
      },
    )
  }
  try {
    makeFolders(paths)
    // The real root, so that paths can be compared with it.
    return await openLocked(libraryPaths(realpathSync(paths.root)), options)
  } catch (caught) {
    throw storageProblem(caught, paths.root) ?? caught
  }
}

/** Where the parts of a library lie. */
export function libraryPaths(root: string): LibraryPaths {
  return {
    root,
    database: join(root, 'touchline.db'),
    proxies: join(root, 'proxies'),
    thumbnails: join(root, 'thumbnails'),
    waveforms: join(root, 'waveforms'),
    models: join(root, 'models'),
    weights: join(root, 'models', 'weights'),
    runs: join(root, 'runs'),
    exports: join(root, 'exports'),
    results: join(root, 'results'),
    backups: join(root, 'backups'),
    footage: join(root, 'footage'),
  }
}

async function openLocked(paths: LibraryPaths, options: LibraryOptions): Promise<Library> {
  const lock = lockFolder(paths.root, { program: options.program, what: 'library' })
  // A log left behind says that the last process did not close the database.
  const closedProperly = !existsSync(`${paths.database}-wal`)
  let db: Database.Database | undefined
  try {
    db = new Database(paths.database)
    checkWhole(db, closedProperly, paths)
    await migrate(db, paths, options.migrations ?? readMigrations())
    prepareForUse(db)
  } catch (caught) {
    db?.close()
    lock.release()
    throw isDamage(caught) ? damaged(paths, 'touchline.db is damaged or is no database', caught) : caught
  }
  const opened = db
  return {
    paths,
    db: opened,
    close: () => {
      opened.close()
      lock.release()
    },
  }
}

function checkWhole(db: Database.Database, closedProperly: boolean, paths: LibraryPaths): void {
  db.pragma('foreign_keys = ON')
  if (closedProperly && statSync(paths.database).size > alwaysCheckedBytes) return
  const found = db.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok') throw damaged(paths, `touchline.db is damaged (${String(found)})`)
}

function prepareForUse(db: Database.Database): void {
  db.pragma('journal_mode = WAL')
  // In WAL mode only FULL syncs every commit: an edit that was confirmed survives a power cut.
  db.pragma('synchronous = FULL')
  db.prepare(`INSERT OR IGNORE INTO label_set (id, name) VALUES ('default', 'default')`).run()
}

/** A library made here is its owner's alone: footage of people is nobody else's on the machine. A folder that is there keeps its rights. */
function makeFolders(paths: LibraryPaths): void {
  for (const folder of [
    paths.root,
    paths.proxies,
    paths.thumbnails,
    paths.waveforms,
    paths.models,
    paths.weights,
    paths.runs,
    paths.exports,
    paths.results,
    paths.backups,
    paths.footage,
  ]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
}
