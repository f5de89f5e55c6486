/** The library becomes what a backup has: in one transaction of the open database, after a backup of what it was. */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { changedThing } from '../../contract/index.ts'
import type { Backup } from '../../contract/labelling.ts'
import { Problem } from '../../domain/problem.ts'
import { partialName } from '../../media/temp-file.ts'
import type { EngineContext } from '../context.ts'
import { keepAllVersions } from '../labelling/label-set-versions.ts'
import { jobTable } from '../library/job-rows.ts'
import { migrate, schemaVersion } from '../library/migrate.ts'
import type { Migration } from '../library/migrations.ts'
import { storageProblem } from '../library/sqlite-errors.ts'
import { listBackups, makeBackup } from './backups.ts'

/**
 * @param migrations brings an older backup to this program's schema
 * @returns the backup of what was there before
 * @throws Problem NOT_FOUND, CONFLICT while work is running, LIBRARY_DAMAGED for a backup that can't be read, LIBRARY_NEWER,
 *   DISK_FULL; then nothing is changed
 */
export async function restoreBackup(
  context: EngineContext,
  name: string,
  migrations: readonly Migration[],
): Promise<Backup> {
  const { paths, jobs, events } = context
  const known = (await listBackups(context)).find((backup) => backup.name === name)
  if (known === undefined) {
    throw new Problem('NOT_FOUND', `There is no backup ${name} in ${paths.backups}. Read the list again.`)
  }
  if (jobs.list().some(({ state }) => state === 'queued' || state === 'running')) {
    throw new Problem(
      'CONFLICT',
      'Work is running that writes to this library. Wait for it or cancel it, then restore.',
    )
  }
  // Of a name that is tidied up at the next start, should this one be killed.
  const folder = partialName(join(paths.backups, 'restore'))
  const file = join(folder, 'old.db')
  let safety: Backup
  try {
    await mkdir(folder)
    await copyFile(join(paths.backups, name), file)
    await modernise(file, { root: paths.root, backups: folder }, migrations)
    safety = await makeBackup(context, 'restore')
    takeOver(context.db, file)
  } catch (caught) {
    throw storageProblem(caught, paths.database) ?? caught
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  for (const what of changedThing.options) events.emit({ type: 'changed', what, recordingId: null })
  return safety
}

/** Checks the copy, and brings it to the schema in force. */
async function modernise(
  file: string,
  place: { readonly root: string; readonly backups: string },
  migrations: readonly Migration[],
): Promise<void> {
  const copy = new Database(file)
  try {
    copy.pragma('foreign_keys = ON')
    if (copy.pragma('quick_check(1)', { simple: true }) !== 'ok') throw damagedBackup()
    // An empty file is a whole database to SQLite, and would be made a library with nothing in it.
    if (schemaVersion(copy) === 0) throw damagedBackup()
    await migrate(copy, place, migrations)
  } catch (caught) {
    const isDamage = caught instanceof Problem && caught.code === 'LIBRARY_DAMAGED'
    throw isDamage || caught instanceof Database.SqliteError ? damagedBackup(caught) : caught
  } finally {
    copy.close()
  }
}

function damagedBackup(cause?: unknown): Problem {
  return new Problem('LIBRARY_DAMAGED', 'This backup is damaged, so nothing was changed. Choose another.', { cause })
}

const column = z.object({ name: z.string() })

function takeOver(db: Database.Database, file: string): void {
  db.prepare('ATTACH ? AS old').run(file)
  try {
    db.transaction(() => {
      db.pragma('defer_foreign_keys = ON')
      const tables = z
        .array(column)
        .parse(
          db.prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all(),
        )
      for (const { name } of tables) db.exec(`DELETE FROM main."${name}"`)
      for (const { name } of tables) {
        const columns = z.array(column).parse(db.pragma(`main.table_info("${name}")`))
        const list = columns.map((one) => `"${one.name}"`).join(', ')
        db.exec(`INSERT INTO main."${name}" (${list}) SELECT ${list} FROM old."${name}"`)
      }
      // What was under way when the backup was made is not under way now, and would stand in the way of the next restore.
      jobTable(db).interruptUnfinished(new Date().toISOString())
      keepAllVersions(db)
    }).immediate()
  } finally {
    db.exec('DETACH old')
  }
}
