/** The library's schema as numbered SQL files. A migration that was released is never edited: a new one is added. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Migration {
  readonly version: number
  /** File name, kept in the library for people who look into it. */
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

const files = ['0001-library.sql', '0002-starting-weights.sql', '0003-run-record.sql', '0004-coding.sql'] as const
export type MigrationFile = (typeof files)[number]

/**
 * All migrations in order.
 * @param read gives the text of a file; by default from the folder beside this module. Bundles hand in their own.
 */
export function readMigrations(read: (file: MigrationFile) => string = readBeside): Migration[] {
  return files.map((name, i) => makeMigration(i + 1, name, read(name)))
}

/** A migration with its checksum, which line ends don't change. */
export function makeMigration(version: number, name: string, text: string): Migration {
  const sql = text.replaceAll('\r\n', '\n')
  return { version, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
}

function readBeside(file: MigrationFile): string {
  return readFileSync(new URL(`./migrations/${file}`, import.meta.url), 'utf8')
}
