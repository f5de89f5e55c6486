/** Runs on disk: a folder each, with `run.json` when it is done. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { evaluation, machine, trainingConfig } from '../../contract/learning.ts'
import { scaleNames } from '../../contract/scales.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { PlannedRun } from './plan.ts'

const count = z.number().int().nonnegative()

/** What came out of a run. */
export const runResult = z.object({
  format: z.literal('touchline-reproduction-run'),
  version: z.literal(1),
  key: z.string(),
  system: z.string(),
  title: z.string(),
  scale: z.enum(scaleNames),
  set: z.object({ name: z.string(), title: z.string(), origin: z.string() }),
  protocol: z.object({
    kind: z.enum(['paper', 'honest']),
    name: z.string(),
    text: z.string(),
    seed: z.number().nullable(),
  }),
  fold: z.string(),
  foldIndex: count,
  folds: count,
  sizes: z.object({ train: count, validation: count, test: count }),
  leaks: z.object({ groups: z.array(z.string()), clips: count }),
  /** SHA-256 of what was learned from and of what was tested on. */
  data: z.object({ learned: z.string(), tested: z.string() }),
  config: trainingConfig,
  /** On the test part. */
  evaluation,
  predictions: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      group: z.string(),
      predicted: z.string(),
      scores: z.array(z.number()),
    }),
  ),
  trainSecs: z.number(),
  testSecs: z.number(),
  modelBytes: z.number(),
  software: z.record(z.string(), z.string()),
  machine: machine.optional(),
  finishedAt: z.string(),
})
export type RunResult = z.infer<typeof runResult>

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
  await mkdir(folder, { recursive: true })
  const text = `${JSON.stringify(runResult.parse(result), null, 1)}\n`
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
    return runResult.parse(JSON.parse(text))
  } catch {
    return null
  }
}
