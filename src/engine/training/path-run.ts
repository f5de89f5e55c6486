/** A training without a library that is not done: a folder beside the model to be, with what it needs to go on. */
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { startingWeights, trainingConfig } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { makeFolder } from '../../media/make-folder.ts'
import { writeWhole } from '../../media/temp-file.ts'
import { weightsAtPath } from '../weights/choose-weights.ts'
import { hasCheckpoint, removeRunFolder } from './run-folder.ts'
import { defaultName, trainingConfigOf, withWishes } from './training-config.ts'
import type { Wishes } from './training-config.ts'

const runFileName = 'run.json'

const pathRun = z.object({
  format: z.literal('touchline-run'),
  version: z.literal(1),
  modelId: z.string(),
  name: z.string(),
  /** Absolute path of the folder or manifest. */
  data: z.string(),
  heldOutShare: z.number(),
  config: trainingConfig,
  startFrom: startingWeights.nullable(),
})
export type PathRun = z.infer<typeof pathRun>

export interface RunWish extends Omit<Wishes, 'preset'> {
  /** 'quick' where not said; when going on, the run's own. */
  readonly preset?: string | undefined
  /** Folder or manifest CSV; when going on, the run's own where not said. */
  readonly data?: string | undefined
  /** Share of the groups to hold out where the data does not say itself; a quarter where not said. */
  readonly heldOutShare?: number | undefined
  readonly name?: string | undefined
  /** Weights file, or folder of a model, that the network starts from; random weights where not said. */
  readonly startFrom?: string | undefined
}

/** Where a run keeps its checkpoints while the model of this folder is not there yet. */
export function runFolderOf(modelDir: string): string {
  return `${modelDir}.run`
}

/**
 * A new run. Nothing is written yet.
 * @throws Problem INVALID_INPUT for an unknown preset or no data; CONFLICT where an unfinished run is in its place
 */
export async function newPathRun(wish: RunWish, modelDir: string): Promise<PathRun> {
  const { preset = 'quick', data } = wish
  if (data === undefined) throw new Problem('INVALID_INPUT', 'Say what to learn from: a folder or a manifest CSV.')
  const config = trainingConfigOf({ ...wish, preset })
  const folder = runFolderOf(modelDir)
  if (hasCheckpoint(folder)) {
    throw new Problem(
      'CONFLICT',
      `${folder} holds a training that was stopped. Go on with it (--resume), or delete that folder to begin anew.`,
    )
  }
  return {
    format: 'touchline-run',
    version: 1,
    modelId: randomUUID(),
    name: wish.name ?? defaultName(preset, new Date()),
    data: path.resolve(data),
    heldOutShare: wish.heldOutShare ?? 0.25,
    config,
    startFrom: wish.startFrom === undefined ? null : await weightsAtPath(wish.startFrom),
  }
}

/**
 * The run that was stopped, with what is wished now in place of its own: whether that can go on, the compute process says.
 * @throws Problem NOT_FOUND where nothing was left
 */
export async function stoppedPathRun(wish: RunWish, modelDir: string): Promise<PathRun> {
  const folder = runFolderOf(modelDir)
  const file = path.join(folder, runFileName)
  if (!hasCheckpoint(folder)) {
    throw new Problem(
      'NOT_FOUND',
      `There is nothing to go on from: ${folder} holds no checkpoint. Train without --resume.`,
    )
  }
  const run = parseRun(await readFile(file, 'utf8'), file)
  return {
    ...run,
    data: wish.data === undefined ? run.data : path.resolve(wish.data),
    heldOutShare: wish.heldOutShare ?? run.heldOutShare,
    config: { ...withWishes(run.config, wish), preset: wish.preset ?? run.config.preset },
    startFrom: wish.startFrom === undefined ? null : await weightsAtPath(wish.startFrom),
  }
}

/** Writes the run down, before its work begins. @throws Problem as makeFolder */
export async function writePathRun(run: PathRun, modelDir: string): Promise<void> {
  const folder = runFolderOf(modelDir)
  if (!hasCheckpoint(folder)) await removeRunFolder(folder)
  await makeFolder(folder)
  const text = `${JSON.stringify(run, null, 2)}\n`
  await writeWhole(path.join(folder, runFileName), (partial) => writeFile(partial, text))
}

function parseRun(text: string, file: string): PathRun {
  try {
    return pathRun.parse(JSON.parse(text))
  } catch (cause) {
    throw new Problem('MODEL_UNUSABLE', `${file} is no run that this version can go on with. Train anew.`, { cause })
  }
}
