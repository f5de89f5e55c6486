/** What was measured in a library, read from its folders: whoever filled them, window or terminal. */
import type { Results, ShownRun } from '../../contract/results.ts'
import type { PaperTableId } from '../../domain/paper-tables.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { readRuns, runPlaces, type RunResult } from '../reproduction/run-store.ts'
import { readTables } from '../reproduction/written-tables.ts'
import { readModelFile } from '../training/model-folder.ts'
import { measuringJobs, type AskedJob } from './job-wishes.ts'
import { folderOf, requireFolder, resultsIds } from './places.ts'

/** Newest first. A folder without tables that no job was asked to fill is nobody's results. */
export async function listResults(context: EngineContext): Promise<Results[]> {
  const newest = new Map<string, AskedJob>()
  for (const asked of measuringJobs(context).toReversed()) newest.set(asked.resultsId, asked)
  const all = await Promise.all(
    (await resultsIds(context.paths)).map((id) => resultsOf(context, id, newest.get(id) ?? null)),
  )
  return all.filter((one) => one !== null).sort((a, b) => b.changedAt.localeCompare(a.changedAt))
}

async function resultsOf({ paths }: EngineContext, id: string, asked: AskedJob | null): Promise<Results | null> {
  const { tables, damaged } = await readTables(folderOf(paths, id))
  const latest = [...tables].sort((a, b) => b.writtenAt.localeCompare(a.writtenAt))[0]
  const said = latest ?? asked?.wish
  if (said === undefined) return null
  const times = [latest?.writtenAt, asked?.job.createdAt].filter((time) => time !== undefined)
  return {
    id,
    set: (latest ?? asked!).set,
    scale: said.scale,
    epochs: said.epochs ?? null,
    changedAt: times.sort().at(-1)!,
    tables: [...tables],
    damaged: [...damaged],
    job: asked?.job ?? null,
    wish: asked?.wish ?? null,
  }
}

/**
 * The done runs of a table: row by row, round by round.
 * @throws Problem NOT_FOUND where there are no such results, or no such table in them
 */
export async function runsOfTable(context: EngineContext, id: string, tableId: PaperTableId): Promise<ShownRun[]> {
  const folder = requireFolder(context.paths, id)
  const table = (await readTables(folder)).tables.find((one) => one.table === tableId)
  if (table === undefined) throw new Problem('NOT_FOUND', 'This table was not measured yet.', { details: { id } })
  const done = new Map((await readRuns(folder)).done.map((run) => [run.key, run]))
  const runs = table.runs.flatMap(({ key }) => done.get(key) ?? [])
  return Promise.all(runs.map((run) => shownRun(folder, run)))
}

async function shownRun(folder: string, { predictions: _, ...record }: RunResult): Promise<ShownRun> {
  // Curves are an extra: a model that was deleted takes them along, and not the record.
  const model = await readModelFile(runPlaces(folder, record).model).catch(() => null)
  return { record, curves: model?.curves ?? [] }
}
