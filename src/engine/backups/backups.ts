/** Backups of the library's database: made every day and by hand, while it is open. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Backup } from '../../contract/labelling.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { EngineContext } from '../context.ts'
import { makeFolderAgain } from '../files/folder-again.ts'
import { storageProblem } from '../library/sqlite-errors.ts'

export type BackupContext = Pick<EngineContext, 'db' | 'paths' | 'log'>

/** Daily ones that are kept; of the others all are. */
const keptDays = 14

const namePattern =
  /^touchline-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z-(daily|by-hand|restore|schema\d+)\.db$/

/** Newest first. Files in the folder that are no backups of ours are passed over. */
export async function listBackups({ paths }: Pick<EngineContext, 'paths'>): Promise<Backup[]> {
  await makeFolderAgain(paths.backups)
  const names = (await readdir(paths.backups)).filter((name) => namePattern.test(name))
  const found = names.map(async (name): Promise<Backup> => {
    const { size } = await stat(join(paths.backups, name))
    const [, day, hour, minute, second, milli, reason] = namePattern.exec(name) as unknown as string[]
    return {
      name,
      at: `${day}T${hour}:${minute}:${second}.${milli}Z`,
      reason: reason!.startsWith('schema') ? 'schema' : (reason as Backup['reason']),
      sizeBytes: size,
    }
  })
  return (await Promise.all(found)).sort((a, b) => (a.at < b.at ? 1 : -1))
}

/** A whole copy of the database as it is now; there under its name only once it is complete. @throws Problem DISK_FULL */
export async function makeBackup(
  context: BackupContext,
  reason: Exclude<Backup['reason'], 'schema'>,
  now = new Date(),
): Promise<Backup> {
  const at = now.toISOString()
  const name = `touchline-${at.replaceAll(/[:.]/g, '-')}-${reason}.db`
  const file = join(context.paths.backups, name)
  try {
    await makeFolderAgain(context.paths.backups)
    await writeWhole(file, (partial) => context.db.backup(partial))
  } catch (caught) {
    throw storageProblem(caught, context.paths.backups) ?? caught
  }
  return { name, at, reason, sizeBytes: (await stat(file)).size }
}

/** Makes today's backup where there is none yet, and clears the oldest away once it is known to be good. */
export async function backUpToday(context: BackupContext, now = new Date()): Promise<void> {
  const { backups } = context.paths
  const today = now.toISOString().slice(0, 10)
  const daily = (await listBackups(context)).filter(({ reason }) => reason === 'daily')
  if (daily.some(({ at }) => at.startsWith(today))) return
  const { name: made } = await makeBackup(context, 'daily', now)
  if (!isWhole(join(backups, made))) {
    context.log.warn(`The library's database is damaged, and so is its backup ${made}: older backups are all kept`)
    return
  }
  // Of days to come none goes: they are there because the clock is wrong now, or was wrong then.
  const before = daily.filter(({ at }) => at < now.toISOString())
  for (const { name } of before.slice(keptDays - 1)) await rm(join(backups, name), { force: true })
}

/** Whether a backup can be read from end to end. */
function isWhole(file: string): boolean {
  try {
    const copy = new Database(file)
    try {
      return copy.pragma('quick_check(1)', { simple: true }) === 'ok'
    } finally {
      copy.close()
    }
  } catch {
    return false
  }
}

const hourMs = 3_600_000

/** Looks every hour whether the day has its backup. Returns what stops it and waits for one that is being made. */
export function keepDailyBackups(context: BackupContext): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const look = (): void => {
    running = running
      .then(() => backUpToday(context))
      .catch((caught: unknown) => context.log.warn('The daily backup could not be made', caught))
  }
  look()
  const timer = setInterval(look, hourMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return running
  }
}
