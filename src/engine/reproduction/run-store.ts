/** Runs on disk: a folder each, with `run.json` when it is done. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { reproductionRun } from '../../contract/results.ts'
import { makeFolder } from '../../media/make-folder.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { PlannedRun } from './plan.ts'

/** What came out of a run. */
export type RunResult = z.infer<typeof reproductionRun>

const runFile = 'run.json'

export interface RunPlaces {
  readonly folder: string
  readonly model: string
  readonly checkpoints: string
}

/** Where a run lies below the folder of the reproduction. */
export function runPlaces(out: string, { system, key }: Pick<PlannedRun, 'system' | 'key'>): RunPlaces {
  const folder = path.join(runsFolder(out), `${system}-${key}`)
  return { folder, model: path.join(folder, 'model'), checkpoints: path.join(folder, 'checkpoints') }
}

export async function writeRun(out: string, result: RunResult): Promise<void> {
  const { folder } = runPlaces(out, result)
  await makeFolder(folder)
  const text = `${JSON.stringify(reproductionRun.parse(result), null, 1)}\n`
  await writeWhole(path.join(folder, runFile), (partial) => writeFile(partial, text))
}

export interface StoredRuns {
  readonly done: readonly RunResult[]
  /** Files that are there and can't be read: they count as not run. */
  readonly damaged: readonly string[]
}

/** All runs of a reproduction that are done. */
export async function readRuns(out: string): Promise<StoredRuns> {
  const folders = await readdir(runsFolder(out), { withFileTypes: true }).catch(() => [])
  const done: RunResult[] = []
  const damaged: string[] = []
  for (const entry of folders.filter((one) => one.isDirectory())) {
    const file = path.join(runsFolder(out), entry.name, runFile)
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) continue
    const run = parsed(text)
    if (run === null) damaged.push(file)
    else done.push(run)
  }
  return { done, damaged }
}

/** Takes away what a run needed to go on. */
export async function removeCheckpoints(out: string, run: Pick<PlannedRun, 'system' | 'key'>): Promise<void> {
  await rm(runPlaces(out, run).checkpoints, { recursive: true, force: true })
}

function runsFolder(out: string): string {
  return path.join(out, 'runs')
}

function parsed(text: string): RunResult | null {
  try {
    return reproductionRun.parse(JSON.parse(text))
  } catch {
    return null
  }
}
