import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '../../src/domain/problem.ts'
import { backUpToday, listBackups, makeBackup } from '../../src/engine/backups/backups.ts'
import { withTypedErrors } from '../../src/engine/errors.ts'
import { makeLog } from '../../src/engine/log.ts'
import { createLabel, listLabels } from '../../src/engine/labelling/labels.ts'
import { redo, undo, type LibraryContext } from '../../src/engine/labelling/history.ts'
import { listSegments } from '../../src/engine/labelling/segments.ts'
import { makeEventBus } from '../../src/engine/jobs/event-bus.ts'
import { makeMigration, readMigrations } from '../../src/engine/library/migrations.ts'
import { schemaVersion } from '../../src/engine/library/migrate.ts'
import { openLibrary } from '../../src/engine/library/open-library.ts'
import type { Library } from '../../src/engine/library/open-library.ts'
import { startChild } from '../fixtures/child.ts'

let dir: string
const options = { create: true, program: 'test' }
const known = readMigrations().length
const notes = makeMigration(
  known + 1,
  '9999-notes.sql',
  "ALTER TABLE athlete ADD COLUMN notes TEXT NOT NULL DEFAULT '';",
)
const withNotes = [...readMigrations(), notes]

beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'touchline-library-')))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const caught: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (caught instanceof Problem) return caught
  throw new Error(`expected a problem, got ${String(caught)}`)
}

function contextOf(library: Library): LibraryContext {
  return { db: library.db, paths: library.paths, events: makeEventBus() }
}

/** Makes a library with one label and closes it. */
async function makeLibrary(): Promise<void> {
  const library = await openLibrary(dir, options)
  createLabel(contextOf(library), { name: 'serve' })
  library.close()
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile() && entry.name !== 'touchline.lock')
  const pairs = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    return [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}

describe('a library', () => {
  it('is a folder with all its parts, a label set and durable commits', async () => {
    const library = await openLibrary(join(dir, 'new/nested'), options)
    for (const part of ['proxies', 'thumbnails', 'models', 'exports', 'backups', 'footage']) {
      expect(existsSync(join(dir, 'new/nested', part)), part).toBe(true)
    }
    expect(library.db.pragma('journal_mode', { simple: true })).toBe('wal')
    // 2 is FULL: every commit is on the disk before it is confirmed.
    expect(library.db.pragma('synchronous', { simple: true })).toBe(2)
    expect(library.db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(library.db.prepare('SELECT id FROM label_set').all()).toEqual([{ id: 'default' }])
    library.close()
  })

  it('keeps what was put in when it is opened again', async () => {
    await makeLibrary()
    const library = await openLibrary(dir, options)
    expect(listLabels(contextOf(library)).map(({ name }) => name)).toEqual(['serve'])
    library.close()
  })

  it('that is not there is not made by those who only want to look', async () => {
    const missing = join(dir, 'nothing')
    const problem = await problemOf(openLibrary(missing, { ...options, create: false }))
    expect(problem.code).toBe('LIBRARY_NOT_FOUND')
    expect(problem.message).toContain(missing)
    expect(existsSync(missing)).toBe(false)
  })

  it('can not be made where a file is, and the message says so', async () => {
    const file = join(dir, 'notes.txt')
    await writeFile(file, 'mine')
    expect((await problemOf(openLibrary(file, options))).code).toBe('FILE_NOT_READABLE')
    expect((await problemOf(openLibrary(join(file, 'library'), options))).code).toBe('FILE_NOT_READABLE')
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  it('is its owner’s alone, where it was made here; a folder that was there keeps its rights', async (test) => {
    if (process.platform === 'win32') return test.skip('folders have no such permissions on Windows')
    const own = join(dir, 'own')
    const shared = join(dir, 'shared')
    await mkdir(shared)
    await chmod(shared, 0o775)
    for (const folder of [own, shared]) (await openLibrary(folder, options)).close()
    expect((await stat(own)).mode & 0o077).toBe(0)
    expect((await stat(shared)).mode & 0o777).toBe(0o775)
  })

  it('in a folder that may not be written to is refused, and nothing is half-made', async (test) => {
    if (process.platform === 'win32') return test.skip('folders have no such permissions on Windows')
    await chmod(dir, 0o555)
    // Root may write everywhere: the attempt is made as somebody else.
    const child = startChild('hold-library.ts', [dir], process.getuid?.() === 0 ? { uid: 65_534 } : {})
    expect(await child.nextLine()).toMatchObject({ opened: false, code: 'FILE_NOT_READABLE' })
    await child.finish()
    await chmod(dir, 0o755)
    expect(await readdir(dir)).toEqual([])
  })
})

describe('the lock', () => {
  it('says which program and process has the library', async () => {
    const child = startChild('hold-library.ts', [dir])
    expect(await child.nextLine()).toEqual({ opened: true })
    const problem = await problemOf(openLibrary(dir, options))
    expect(problem.code).toBe('LIBRARY_LOCKED')
    expect(problem.message).toContain(`the other program (process ${child.process.pid})`)
    expect(problem.details).toMatchObject({ pid: child.process.pid, program: 'the other program' })
    await child.finish()
    const library = await openLibrary(dir, options)
    library.close()
  })

  it('is gone when its holder is killed: nobody has to delete a file', async () => {
    const child = startChild('hold-library.ts', [dir])
    await child.nextLine()
    await child.kill()
    const library = await openLibrary(dir, options)
    library.close()
  })

  it('holds inside one process too, and against others after that', async () => {
    const library = await openLibrary(dir, options)
    expect((await problemOf(openLibrary(dir, options))).details).toMatchObject({ pid: process.pid })
    const child = startChild('hold-library.ts', [dir])
    expect(await child.nextLine()).toMatchObject({ opened: false, code: 'LIBRARY_LOCKED' })
    await child.finish()
    library.close()
  })

  it('that something else was written over says which file to delete, and is left alone', async () => {
    await makeLibrary()
    const file = join(dir, 'touchline.lock')
    await writeFile(file, 'not a database at all '.repeat(400))
    const problem = await problemOf(openLibrary(dir, options))
    expect(problem.code).toBe('LIBRARY_DAMAGED')
    expect(problem.message).toContain(`${file} is damaged. Nothing is lost`)
    await rm(file)
    const library = await openLibrary(dir, options)
    expect(listLabels(contextOf(library))).toHaveLength(1)
    library.close()
  })

  it('lets one of several that come at once in', async () => {
    const children = [1, 2, 3].map(() => startChild('hold-library.ts', [dir]))
    const said = await Promise.all(children.map((child) => child.nextLine()))
    await Promise.all(children.map((child) => child.finish()))
    const opened = said.filter((line) => JSON.stringify(line) === '{"opened":true}')
    expect(opened).toHaveLength(1)
    const refused = said.find((line) => !opened.includes(line)) as { code: string; message: string }
    expect(refused.code).toBe('LIBRARY_LOCKED')
  })
})

describe('migrations', () => {
  it('bring a library forward and leave a backup of what it was', async () => {
    await makeLibrary()
    const library = await openLibrary(dir, { ...options, migrations: withNotes })
    expect(schemaVersion(library.db)).toBe(known + 1)
    expect(listLabels(contextOf(library))).toHaveLength(1)
    library.close()
    const [backup, ...others] = await readdir(join(dir, 'backups'))
    expect(others).toEqual([])
    const old = new Database(join(dir, 'backups', backup ?? ''), { readonly: true })
    expect(schemaVersion(old)).toBe(known)
    expect(old.prepare('SELECT name FROM label').all()).toEqual([{ name: 'serve' }])
    old.close()
  })

  it('of a new library leave no backups of nothing', async () => {
    const library = await openLibrary(dir, { ...options, migrations: readMigrations() })
    library.close()
    expect(await readdir(join(dir, 'backups'))).toEqual([])
  })

  it('that fail change nothing', async () => {
    await makeLibrary()
    const broken = makeMigration(
      known + 1,
      '9999-broken.sql',
      'CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);',
    )
    await expect(openLibrary(dir, { ...options, migrations: [...readMigrations(), broken] })).rejects.toThrow(/nowhere/)
    const library = await openLibrary(dir, options)
    expect(schemaVersion(library.db)).toBe(known)
    expect(library.db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'half'`).all()).toEqual([])
    library.close()
  })

  it('refuse a library whose version alone says that a newer program wrote it', async () => {
    const library = await openLibrary(dir, options)
    library.db.pragma('user_version = 99')
    library.close()
    expect((await problemOf(openLibrary(dir, options))).code).toBe('LIBRARY_NEWER')
  })

  it('refuse a library of a newer program, and do not touch it', async () => {
    const newer = await openLibrary(dir, { ...options, migrations: withNotes })
    newer.close()
    const before = await contentOf(dir)
    const problem = await problemOf(openLibrary(dir, options))
    expect(problem.code).toBe('LIBRARY_NEWER')
    expect(problem.message).toContain('Update Touchline')
    expect(await contentOf(dir)).toEqual(before)
  })

  it('keep the segments and the history of a library from before modifiers, versions and sets', async () => {
    const old = await openLibrary(dir, { ...options, migrations: readMigrations().slice(0, 3) })
    old.db.exec(`
      INSERT INTO athlete VALUES ('a', 'Ann', '');
      INSERT INTO session VALUES ('s', 'a', 'Monday', NULL, '', '', '');
      INSERT INTO recording VALUES ('r', 's', '/film.mp4', 'film.mp4', 9, 'x', 'h264', 'yuv420p', 'mp4', 2, 2, 2, 2, 0, 0, 1, 0, 25, 0, 0, 0, 1, NULL, '', NULL);
      INSERT INTO label VALUES ('l', 'default', 'serve', '#e69f00', '1', 'state', 0, NULL);
      INSERT INTO segment VALUES ('g', 'r', 'a', 'l', 3, 9, 3, 9, 'human', 'accepted', NULL, NULL, NULL, 'wide', '', '', NULL);
    `)
    const row = (table: string) => old.db.prepare(`SELECT * FROM ${table}`).get()
    const changes = [{ what: 'segment', before: null, after: row('segment') }]
    old.db
      .prepare(
        `INSERT INTO edit (session_id, at, description, changes, state) VALUES ('s', '', 'Add serve 3–9', ?, 'done')`,
      )
      .run(JSON.stringify(changes))
    old.close()

    const library = await openLibrary(dir, options)
    const context = contextOf(library)
    expect(listSegments(context, 'r')).toMatchObject([{ id: 'g', comment: 'wide', modifiers: {}, rating: null }])
    expect(listLabels(context)).toMatchObject([{ name: 'serve', group: '', overlap: 'allowed', modifiers: [] }])
    expect(undo(context, 's')?.description).toBe('Add serve 3–9')
    expect(listSegments(context, 'r')).toEqual([])
    expect(redo(context, 's')?.state).toBe('done')
    expect(listSegments(context, 'r')).toHaveLength(1)
    library.close()
  })

  it('do not depend on line ends', () => {
    const text = 'CREATE TABLE a (id TEXT);\nCREATE TABLE b (id TEXT);\n'
    expect(makeMigration(1, 'a', text.replaceAll('\n', '\r\n')).sha256).toBe(makeMigration(1, 'a', text).sha256)
  })
})

describe('a damaged library', () => {
  it('whose schema is not what was applied is refused, naming the newest backup', async () => {
    await makeLibrary()
    const library = await openLibrary(dir, { ...options, migrations: withNotes })
    library.db.prepare(`UPDATE migration SET sha256 = 'other' WHERE version = 1`).run()
    library.close()
    const problem = await problemOf(openLibrary(dir, { ...options, migrations: withNotes }))
    expect(problem.code).toBe('LIBRARY_DAMAGED')
    const [backup] = await readdir(join(dir, 'backups'))
    expect(problem.message).toContain(join(dir, 'backups', backup ?? '-'))
  })

  it('that is no database, one of another program, or overwritten in part is refused and left as it is', async () => {
    await makeLibrary()
    const file = join(dir, 'touchline.db')
    const whole = await readFile(file)
    const foreign = join(dir, 'foreign.db')
    const other = new Database(foreign)
    other.exec('CREATE TABLE bookmarks (url TEXT)')
    other.close()
    const overwritten = Buffer.from(whole)
    overwritten.fill(0xa5, 4096, 4096 * 6)
    const contents = {
      text: Buffer.from('not a database at all '.repeat(400)),
      foreign: await readFile(foreign),
      overwritten,
    }
    for (const [what, content] of Object.entries(contents)) {
      await writeFile(file, content)
      const problem = await problemOf(openLibrary(dir, options))
      expect(problem.code, what).toBe('LIBRARY_DAMAGED')
      expect((await readFile(file)).equals(content), what).toBe(true)
    }
    await writeFile(file, whole)
    const library = await openLibrary(dir, options)
    expect(listLabels(contextOf(library))).toHaveLength(1)
    library.close()
  })

  it('that lost its database is not taken for a new one while there are backups', async () => {
    await makeLibrary()
    const library = await openLibrary(dir, { ...options, migrations: withNotes })
    library.close()
    await rm(join(dir, 'touchline.db'))
    expect((await problemOf(openLibrary(dir, options))).code).toBe('LIBRARY_DAMAGED')
    await writeFile(join(dir, 'touchline.db'), '')
    expect((await problemOf(openLibrary(dir, options))).code).toBe('LIBRARY_DAMAGED')
  })

  it('comes back from its backup as the message says', async () => {
    await makeLibrary()
    const library = await openLibrary(dir, { ...options, migrations: withNotes })
    library.close()
    const [backup] = await readdir(join(dir, 'backups'))
    await cp(join(dir, 'backups', backup ?? ''), join(dir, 'touchline.db'))
    const restored = await openLibrary(dir, { ...options, migrations: withNotes })
    expect(listLabels(contextOf(restored)).map(({ name }) => name)).toEqual(['serve'])
    restored.close()
  })

  it('whose making was interrupted at once is simply made', async () => {
    await mkdir(dir, { recursive: true })
    await writeFile(join(dir, 'touchline.db'), '')
    const library = await openLibrary(dir, options)
    expect(schemaVersion(library.db)).toBe(readMigrations().length)
    library.close()
  })
})

describe('a part that is found damaged while it is open', () => {
  it('is told as damage, with what to do, and not as something inside Touchline', async () => {
    await makeLibrary()
    const whole = await readFile(join(dir, 'touchline.db'))
    const spoilt = join(dir, 'spoilt.db')
    await writeFile(spoilt, whole.fill(0xa5, 4096))
    const db = new Database(spoilt)
    const parts = { log: makeLog('warn', () => undefined), libraryRoot: dir }
    const call = withTypedErrors(parts, ['labels', 'list'], async () => db.prepare('SELECT * FROM label').all())
    await expect(call).rejects.toMatchObject({ data: { code: 'LIBRARY_DAMAGED' } })
    db.close()
  })
})

describe('daily backups', () => {
  const logged: string[] = []
  const log = makeLog('warn', (line) => logged.push(line))
  const day = (number: number, hour = 12) => new Date(Date.UTC(2026, 2, number, hour))
  const days = async (library: Library) =>
    (await listBackups(library)).filter(({ reason }) => reason === 'daily').map(({ at }) => at.slice(0, 10))

  it('are one a day, of the last fourteen days, and what was backed up by hand stays', async () => {
    const library = await openLibrary(dir, options)
    await makeBackup({ ...library, log }, 'by-hand', day(0))
    for (let number = 1; number <= 16; number++) {
      for (const hour of [8, 20]) await backUpToday({ ...library, log }, day(number, hour))
    }
    const found = await days(library)
    expect([found.length, found[0], found.at(-1)]).toEqual([14, '2026-03-16', '2026-03-03'])
    expect((await listBackups(library)).filter(({ reason }) => reason === 'by-hand')).toHaveLength(1)
    library.close()
  })

  it('are not pushed out by a clock that was wrong', async () => {
    const library = await openLibrary(dir, options)
    for (let number = 1; number <= 14; number++) await backUpToday({ ...library, log }, day(number))
    // Once set to a year ahead, then right again: no backup every hour, and each day has its own.
    await backUpToday({ ...library, log }, day(365))
    for (const hour of [8, 9, 10]) await backUpToday({ ...library, log }, day(15, hour))
    expect((await days(library)).filter((name) => name.startsWith('2026'))).toHaveLength(14)
    // Set back by years: whatever was kept stays.
    await backUpToday({ ...library, log }, new Date(0))
    expect((await days(library)).filter((name) => name.startsWith('2026'))).toHaveLength(14)
    library.close()
  })

  it('of a database that became damaged take no good one’s place', async () => {
    const library = await openLibrary(dir, options)
    createLabel(contextOf(library), { name: 'serve' })
    for (let number = 1; number <= 14; number++) await backUpToday({ ...library, log }, day(number))
    library.close()
    const file = join(dir, 'touchline.db')
    await writeFile(file, (await readFile(file)).fill(0xa5, 4096 * 2, 4096 * 7))
    const db = new Database(file)
    await backUpToday({ ...library, db, log }, day(15))
    db.close()
    expect(await days(library)).toContain('2026-03-01')
    expect(logged.at(-1)).toContain('older backups are all kept')
  })

  it('go on where somebody deleted their folder', async () => {
    const library = await openLibrary(dir, options)
    await rm(library.paths.backups, { recursive: true })
    await backUpToday({ ...library, log }, day(1))
    expect(await days(library)).toEqual(['2026-03-01'])
    library.close()
  })
})

describe('a full disk', () => {
  it('refuses an edit whole and keeps every edit before it', async () => {
    const library = await openLibrary(dir, options)
    const context = contextOf(library)
    const pages = Number(library.db.pragma('page_count', { simple: true }))
    library.db.pragma(`max_page_count = ${pages + 8}`)
    let refused: unknown
    let confirmed = 0
    while (refused === undefined && confirmed < 10_000) {
      try {
        createLabel(context, { name: `label ${confirmed} ${'x'.repeat(150)}`, hotkey: null })
        confirmed++
      } catch (caught) {
        refused = caught
      }
    }
    expect(refused).toMatchObject({ code: 'DISK_FULL' })
    expect(listLabels(context)).toHaveLength(confirmed)
    library.db.pragma('max_page_count = 1000000')
    createLabel(context, { name: 'there is room again', hotkey: null })
    library.close()
    const again = await openLibrary(dir, options)
    expect(listLabels(contextOf(again))).toHaveLength(confirmed + 1)
    again.close()
  })
})
