/** Statements of the library: prepared once per database, rows parsed with a schema, never cast. */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'

/** Makes a table object once per open database, so that its statements are prepared once. */
export function perDatabase<Table>(prepare: (db: Database) => Table): (db: Database) => Table {
  const made = new WeakMap<Database, Table>()
  return (db) => {
    const existing = made.get(db)
    if (existing !== undefined) return existing
    const table = prepare(db)
    made.set(db, table)
    return table
  }
}

export type Parameter = string | number | bigint | Buffer | null

export interface Query<Row> {
  all(...parameters: Parameter[]): Row[]
  get(...parameters: Parameter[]): Row | undefined
}

/** A prepared SELECT whose rows have the schema's shape. */
export function prepareQuery<Schema extends z.ZodType>(
  db: Database,
  schema: Schema,
  sql: string,
): Query<z.output<Schema>> {
  const statement = db.prepare<Parameter[]>(sql)
  const rows = z.array(schema)
  return {
    all: (...parameters) => rows.parse(statement.all(...parameters)),
    get: (...parameters) => {
      const row = statement.get(...parameters)
      return row === undefined ? undefined : schema.parse(row)
    },
  }
}

/** A prepared INSERT, UPDATE or DELETE; answers how many rows it changed. */
export function prepareWrite(db: Database, sql: string): (...parameters: Parameter[]) => number {
  const statement = db.prepare<Parameter[]>(sql)
  return (...parameters) => statement.run(...parameters).changes
}

/** Writes a whole row: inserts it, or replaces the fields of the row with that id. Columns are the schema's keys. */
export function prepareUpsert<Shape extends z.ZodRawShape>(
  db: Database,
  table: string,
  schema: z.ZodObject<Shape>,
): (row: z.output<z.ZodObject<Shape>>) => void {
  const columns = Object.keys(schema.shape)
  const values = columns.map((column) => `@${column}`)
  const updates = columns.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`)
  const statement = db.prepare<[Record<string, unknown>]>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')}`,
  )
  return (row) => {
    statement.run(row)
  }
}
