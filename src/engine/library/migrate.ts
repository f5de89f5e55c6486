/** Brings a library's schema to this program's version, or says why it can't. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { Problem } from '../../domain/problem.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { Migration } from './migrations.ts'

/** 'TLNE' in the database's header: says that the file is one of ours. */
const applicationId = 0x544c4e45

const applied = z.object({ version: z.number().int(), name: z.string(), sha256: z.string() })

export interface MigrationPlace {
  readonly root: string
  readonly backups: string
}

/**
 * Applies what is missing, each migration in a transaction of its own and, in a library that is already in use,
 * after a backup.
 * @throws Problem LIBRARY_NEWER before anything is changed; LIBRARY_DAMAGED where the schema is not what was applied
 */
export async function migrate(db: Database, place: MigrationPlace, migrations: readonly Migration[]): Promise<void> {
  const done = readApplied(db, place)
  checkKnown(done, Math.max(schemaVersion(db), done.at(-1)?.version ?? 0), place, migrations)
  for (const migration of migrations.slice(done.length)) {
    if (done.length > 0) await backUp(db, place.backups, migration.version - 1)
    apply(db, migration)
  }
}

/** The number of the schema in force. */
export function schemaVersion(db: Database): number {
  return z
    .number()
    .int()
    .parse(db.pragma('user_version', { simple: true }))
}

/** File name of the newest backup, null where there is none. Names sort by time. */
export function newestBackup(backups: string): string | null {
  return (
    readdirSync(backups)
      .filter((name) => /^touchline-.*\.db$/.test(name))
      .sort()
      .at(-1) ?? null
  )
}

/** The library's database can't be used; the message names the newest backup. */
export function damaged(place: MigrationPlace, reason: string, cause?: unknown): Problem {
  const backup = newestBackup(place.backups)
  const advice =
    backup === null
      ? 'There is no backup of it yet: take the folder from your own backup.'
      : `The newest backup is ${join(place.backups, backup)}: close Touchline, move touchline.db, touchline.db-wal and touchline.db-shm away, and put a copy of the backup in the place of touchline.db.`
  return new Problem('LIBRARY_DAMAGED', `The library ${place.root} can't be opened: ${reason}. ${advice}`, {
    details: { path: place.root, backup: backup === null ? null : join(place.backups, backup) },
    cause,
  })
}

function readApplied(db: Database, place: MigrationPlace): z.infer<typeof applied>[] {
  const tables = z.array(z.object({ name: z.string() })).parse(db.prepare('SELECT name FROM sqlite_schema').all())
  if (tables.length === 0) {
    // An empty file is a library whose making was interrupted, unless there was something to back up before.
    if (newestBackup(place.backups) !== null) throw damaged(place, 'touchline.db is empty')
    return []
  }
  if (db.pragma('application_id', { simple: true }) !== applicationId) {
    throw damaged(place, 'touchline.db is a database of another program')
  }
  return z.array(applied).parse(db.prepare('SELECT version, name, sha256 FROM migration ORDER BY version').all())
}

function checkKnown(
  done: readonly z.infer<typeof applied>[],
  newest: number,
  place: MigrationPlace,
  migrations: readonly Migration[],
): void {
  if (newest > migrations.length) {
    throw new Problem(
      'LIBRARY_NEWER',
      `The library ${place.root} was made by a newer Touchline (its schema is ${newest}, this program knows ${migrations.length}). Nothing was changed. Update Touchline to open it.`,
      { details: { path: place.root, schemaVersion: newest, known: migrations.length } },
    )
  }
  for (const [i, row] of done.entries()) {
    const known = migrations[i]
    if (known === undefined || row.version !== known.version || row.sha256 !== known.sha256) {
      throw damaged(place, `its schema step ${row.version} (${row.name}) is not the one this program has`)
    }
  }
}

function apply(db: Database, migration: Migration): void {
  db.transaction(() => {
    db.pragma(`application_id = ${applicationId}`)
    db.exec(`CREATE TABLE IF NOT EXISTS migration (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL
    ) STRICT`)
    db.exec(migration.sql)
    db.prepare('INSERT INTO migration VALUES (?, ?, ?, ?)').run(
      migration.version,
      migration.name,
      migration.sha256,
      new Date().toISOString(),
    )
    db.pragma(`user_version = ${migration.version}`)
  }).immediate()
}

/** A whole copy of the database, made while it is open; it has its name only once it is complete. */
async function backUp(db: Database, backups: string, version: number): Promise<void> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const file = join(backups, `touchline-${stamp}-schema${version}.db`)
  await writeWhole(file, (partial) => db.backup(partial))
}
