/** What a person looks at: tables and figures on disk, written anew after every run. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { headingOf, type PaperTable } from '../../domain/paper-tables.ts'
import type { TableRow } from '../../domain/table-row.ts'
import { makeFolder } from '../../media/make-folder.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { ComputeMeans } from '../compute/means.ts'
import type { OwnersSet } from '../datasets/owners/index.ts'
import { html, Html } from '../reports/html.ts'
import { readModelFile } from '../training/model-folder.ts'
import { curvesCsv, curvesFigure, type SystemCurves } from './curves-figure.ts'
import { gradCamPage } from './grad-cam-page.ts'
import { notesOf } from './notes.ts'
import type { PlannedRun, Wish } from './plan.ts'
import { rowsOf } from './rows.ts'
import { readRuns, runPlaces, type RunResult } from './run-store.ts'
import { writeFacts } from './written-tables.ts'
import { csvTable, htmlTable, markdownTable, notesSection, page } from './table-texts.ts'

export interface OutputWish {
  readonly out: string
  readonly wish: Wish
  readonly set: OwnersSet
  readonly planned: readonly PlannedRun[]
  /** Runs that failed this time, a sentence each. */
  readonly failures: readonly string[]
}

export interface WrittenTable {
  readonly table: PaperTable
  readonly rows: readonly TableRow[]
  readonly notes: readonly string[]
  readonly files: readonly string[]
}

/**
 * Writes every table and figure as far as its runs are done.
 * @param gradCam what `writeGradCam` left: it takes a while, and is made once, at the end
 */
export async function writeTables(
  { out, wish, set, planned, failures }: OutputWish,
  gradCam: readonly string[] = [],
): Promise<WrittenTable[]> {
  const { done, damaged } = await readRuns(out)
  const byKey = new Map(done.map((run) => [run.key, run]))
  await makeFolder(out)
  const written: WrittenTable[] = []
  for (const table of wish.tables) {
    const rows = rowsOf(table, { planned, done: byKey, isPapersSet: set.name === table.set })
    const notes = notesOf(table, { planned, rows, set, damaged, failures })
    const files =
      table.kind === 'curves'
        ? await writeCurves(out, table, { planned, byKey, set, notes })
        : table.kind === 'table'
          ? await writeTable(out, { table, rows, notes })
          : gradCam
    const facts = { table, rows, notes, files }
    await writeFacts(out, facts, { wish, set, planned, failures })
    written.push(facts)
  }
  return written
}

async function writeTable(out: string, facts: Omit<WrittenTable, 'files'>): Promise<string[]> {
  const base = path.join(out, facts.table.id)
  return [
    await keep(`${base}.md`, markdownTable(facts)),
    await keep(`${base}.csv`, csvTable(facts)),
    await keep(`${base}.html`, htmlTable(facts)),
  ]
}

interface Curves {
  readonly planned: readonly PlannedRun[]
  readonly byKey: ReadonlyMap<string, RunResult>
  readonly set: OwnersSet
  readonly notes: readonly string[]
}

/** Of the first fold of each protocol. */
async function writeCurves(out: string, table: PaperTable, { planned, byKey, set, notes }: Curves): Promise<string[]> {
  const files: string[] = []
  const of = table.id === 'figure-3.1' ? 'accuracy' : 'loss'
  for (const [kind, runs] of Map.groupBy(firstFolds(planned), ({ protocol }) => protocol.kind)) {
    const systems: SystemCurves[] = []
    for (const { system, title } of table.rows) {
      const run = runs.find((one) => one.system === system)
      if (!run || !byKey.has(run.key)) continue
      systems.push({ title, epochs: (await readModelFile(runPlaces(out, run).model)).curves })
    }
    if (systems.length === 0) continue
    const title = figureTitle(table, { set, run: runs[0]! })
    const svg = await curvesFigure(title, of, systems)
    const base = path.join(out, `${table.id}-${kind}`)
    files.push(
      await keep(`${base}.svg`, svg),
      await keep(`${base}.csv`, curvesCsv(systems)),
      await keep(`${base}.json`, `${JSON.stringify(systems)}\n`),
      // ECharts escapes what it is given.
      await keep(`${base}.html`, page(title, html`${new Html(svg)}${notesSection(notes)}`)),
    )
  }
  return files
}

/** Grad-CAM of the first fold of each protocol, where all of its systems are done. @throws Problem as gradCamPage */
export async function writeGradCam(
  { out, wish, set, planned, failures }: OutputWish,
  means: ComputeMeans,
): Promise<string[]> {
  const table = wish.tables.find(({ kind }) => kind === 'grad-cam')
  if (table === undefined) return []
  const { done, damaged } = await readRuns(out)
  const byKey = new Map(done.map((run) => [run.key, run]))
  const files: string[] = []
  for (const [kind, runs] of Map.groupBy(firstFolds(planned), ({ protocol }) => protocol.kind)) {
    const results = table.rows.flatMap(({ system }) => {
      const run = runs.find((one) => one.system === system)
      return (run && byKey.get(run.key)) ?? []
    })
    if (results.length === 0) continue
    const notes = notesOf(table, { planned, rows: [], set, damaged, failures })
    const clipOf = (key: string) => runs[0]!.tested.clips.find((clip) => clip.key === key)!
    const title = figureTitle(table, { set, run: runs[0]! })
    const text = await gradCamPage({ out, runs: results, clipOf, title, notes }, means)
    files.push(await keep(path.join(out, `${table.id}-${kind}.html`), text))
  }
  return files
}

/** What is shown, of which set where it is another than the paper's, and by which protocol. */
function figureTitle(table: PaperTable, { set, run }: { readonly set: OwnersSet; readonly run: PlannedRun }): string {
  const instead = set.name === table.set ? '' : `in its place ${set.title}, `
  return `${headingOf(table)} (${instead}${run.protocol.name})`
}

function firstFolds(planned: readonly PlannedRun[]): PlannedRun[] {
  return planned.filter(({ foldIndex }) => foldIndex === 0)
}

async function keep(file: string, content: string): Promise<string> {
  await writeWhole(file, (partial) => writeFile(partial, content))
  return file
}
