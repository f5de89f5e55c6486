/** Tables as they were written last, for programs: `TABLE.json` beside the same for people. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { writtenTable, type WrittenTable as TableFile } from '../../contract/results.ts'
import { paperTableIds } from '../../domain/paper-tables.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { OutputWish, WrittenTable } from './outputs.ts'

/** @param facts what was written for people, with the files that it went to */
export async function writeFacts(
  out: string,
  { table, rows, notes, files }: WrittenTable,
  { wish, set, planned, failures }: Omit<OutputWish, 'out'>,
): Promise<void> {
  const { name, title, origin } = set
  const said: TableFile = {
    format: 'touchline-reproduction-table',
    version: 1,
    table: table.id,
    set: { name, title, origin },
    scale: wish.scale,
    epochs: wish.epochs ?? null,
    seed: wish.seed,
    rows: writtenTable.shape.rows.parse(rows),
    notes: [...notes],
    failures: [...failures],
    runs: table.rows.flatMap(({ system }) =>
      planned
        .filter((run) => run.system === system)
        .map(({ key, protocol, foldIndex }) => ({ key, system, protocol: protocol.kind, foldIndex })),
    ),
    files: files.map((file) => path.basename(file)),
    writtenAt: new Date().toISOString(),
  }
  const text = `${JSON.stringify(said, null, 1)}\n`
  await writeWhole(fileOf(out, table.id), (partial) => writeFile(partial, text))
}

export interface StoredTables {
  /** In the order of the paper. */
  readonly tables: readonly TableFile[]
  /** Names of files that can't be read. */
  readonly damaged: readonly string[]
}

/** The tables of a reproduction as far as they were written. */
export async function readTables(out: string): Promise<StoredTables> {
  const names = new Set(await readdir(out).catch(() => []))
  const tables: TableFile[] = []
  const damaged: string[] = []
  for (const id of paperTableIds) {
    const file = fileOf(out, id)
    if (!names.has(path.basename(file))) continue
    const text = await readFile(file, 'utf8').catch(() => '')
    const said = parsed(text)
    if (said?.table === id) tables.push(said)
    else damaged.push(path.basename(file))
  }
  return { tables, damaged }
}

function fileOf(out: string, id: TableFile['table']): string {
  return path.join(out, `${id}.json`)
}

function parsed(text: string): TableFile | null {
  try {
    return writtenTable.parse(JSON.parse(text))
  } catch {
    return null
  }
}
