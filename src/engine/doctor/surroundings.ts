/** Findings on the machine, Node, SQLite and the library's disk. */
import { statfs } from 'node:fs/promises'
import os from 'node:os'
import type { Database } from 'better-sqlite3'
import type { Finding } from '../../contract/index.ts'
import { toProblem } from '../../domain/problem.ts'
import type { LibraryPaths } from '../context.ts'

/** Versions in which everything that Touchline uses is there; set-up puts a Node of the newest of them first. */
const oldestNode = 24

export function nodeFinding(): Finding {
  const found = `${process.version} on ${process.platform} ${process.arch}`
  const major = Number(process.versions.node.split('.')[0])
  // Electron brings a Node of its own, which is as new.
  if (major >= oldestNode || process.versions['electron'] !== undefined)
    return { part: 'Node', state: 'ok', found, advice: '' }
  return {
    part: 'Node',
    state: 'limited',
    found,
    advice: `Touchline is tested on Node ${oldestNode}: start it with “npm start”.`,
  }
}

export function machineFinding(): Finding {
  const memoryGb = os.totalmem() / 2 ** 30
  const found = `${os.availableParallelism()} processor cores, ${memoryGb.toFixed(1)} GiB memory`
  if (memoryGb >= 4) return { part: 'Machine', state: 'ok', found, advice: '' }
  return {
    part: 'Machine',
    state: 'limited',
    found,
    advice: 'Train with the preset “quick”; larger ones need more memory.',
  }
}

export async function sqliteFinding(db: Database | undefined): Promise<Finding> {
  try {
    if (db !== undefined) return describedSqlite(db)
    // Loaded here and not above: where its binary does not fit, that is a finding and not the end of the doctor.
    const { default: Sqlite } = await import('better-sqlite3')
    const made = new Sqlite(':memory:')
    try {
      return describedSqlite(made)
    } finally {
      made.close()
    }
  } catch (caught) {
    const advice = `better-sqlite3 does not load (${toProblem(caught).message}). Run “npm run setup”.`
    return { part: 'SQLite', state: 'missing', found: 'none', advice }
  }
}

function describedSqlite(db: Database): Finding {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get())
  if (db.memory) return { part: 'SQLite', state: 'ok', found: version, advice: '' }
  const journal = String(db.pragma('journal_mode', { simple: true }))
  const found = `${version}, journal ${journal}`
  if (journal === 'wal') return { part: 'SQLite', state: 'ok', found, advice: '' }
  // SQLite falls back by itself where a network drive has no shared memory.
  return {
    part: 'SQLite',
    state: 'limited',
    found,
    advice: 'Keep the library on a disk of this machine: on network drives it is slower and less safe.',
  }
}

/** Less free space than this is soon used up by footage and proxies. */
const scarceBytes = 5 * 2 ** 30

export async function libraryFinding(paths: LibraryPaths, db: Database): Promise<Finding> {
  const schema = String(db.pragma('user_version', { simple: true }))
  try {
    const disk = await statfs(paths.root)
    const freeBytes = disk.bavail * disk.bsize
    const found = `${paths.root}, schema ${schema}, ${(freeBytes / 2 ** 30).toFixed(1)} GiB free`
    if (freeBytes >= scarceBytes) return { part: 'Library', state: 'ok', found, advice: '' }
    return {
      part: 'Library',
      state: 'limited',
      found,
      advice: 'The disk is nearly full: free some space before importing or training.',
    }
  } catch (caught) {
    return { part: 'Library', state: 'missing', found: paths.root, advice: toProblem(caught).message }
  }
}
