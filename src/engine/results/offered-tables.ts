/** The paper's tables as the window offers them. */
import { presets } from '../../contract/presets.ts'
import type { OfferedTable } from '../../contract/results.ts'
import { everySystem, headingOf, paperTables } from '../../domain/paper-tables.ts'

export function offeredTables(): OfferedTable[] {
  const known = new Set(presets.map(({ name }) => name))
  return [...paperTables, everySystem].map((table) => ({
    id: table.id,
    kind: table.kind,
    heading: headingOf(table),
    set: table.set,
    note: table.note ?? null,
    rows: table.rows.map(({ system, title, accuracy, folds }) => ({
      system,
      title,
      paper: accuracy,
      paperFolds: folds === undefined ? null : [...folds],
      known: known.has(system),
    })),
  }))
}
