/**
 * Checkpoints of a run: `last.safetensors` after every epoch, and `best.safetensors` where a metric says which epoch is
 * kept. Each is one file, there whole or not at all: weights under PyTorch's names, Adam's moments and counts of steps
 * beside them, everything else as JSON in the header.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { epochMetrics, networkModel, networkTraining } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import { partialEnding, writeWhole } from '../../media/temp-file.ts'
import {
  exportWeights,
  loadWeights,
  readSafetensors,
  writeSafetensors,
  type AdamState,
  type FileTensor,
} from '../../network/index.ts'
import type { NetworkTrainRequest } from '../surroundings.ts'
import type { Course } from './course.ts'

export type CheckpointName = 'last' | 'best'

const word = z.number().int()

const checkpointFacts = z.object({
  version: z.literal(1),
  /** Epochs done. */
  epoch: z.number().int().min(1),
  /** Optimiser steps done. */
  steps: z.number().int().min(0),
  /** What dropout goes on from; everything else that is drawn depends on the seed and the epoch alone. */
  dropout: z.object({ seed: z.number().int(), words: z.tuple([word, word, word, word]) }),
  curves: z.array(epochMetrics),
  /** The best epoch so far by the metric that is kept; null where none is. */
  best: z.object({ epoch: z.number().int(), value: z.number() }).nullable(),
  config: networkTraining,
  dataHash: z.string(),
  startedFrom: networkModel.shape.startedFrom,
  software: z.record(z.string(), z.string()),
  /** Wall time from the start of the run, without pauses. */
  wallSecs: z.number().nonnegative(),
})
export type CheckpointFacts = z.infer<typeof checkpointFacts>

export interface Checkpoint {
  readonly facts: CheckpointFacts
  readonly tensors: ReadonlyMap<string, FileTensor>
}

const firstMoment = 'adam.first.'
const secondMoment = 'adam.second.'
const stepCount = 'adam.steps.'

/** Writes the course as it stands. @throws Problem DISK_FULL, FILE_NOT_READABLE */
export async function writeCheckpoints(
  dir: string,
  names: readonly CheckpointName[],
  course: Pick<Course, 'network' | 'optimiser'>,
  facts: CheckpointFacts,
): Promise<void> {
  const tensors = new Map([
    ...exportWeights(course.network, facts.steps),
    ...momentTensors(course.optimiser.exportState()),
  ])
  const metadata = { format: 'touchline-checkpoint', facts: JSON.stringify(facts) }
  const content = writeSafetensors({ tensors, metadata })
  try {
    await mkdir(dir, { recursive: true })
    for (const name of names) await writeWhole(fileOf(dir, name), (partial) => writeFile(partial, content))
  } catch (caught) {
    throw caught instanceof Problem ? caught : accessProblem(dir, caught as NodeJS.ErrnoException)
  }
}

/** A checkpoint; null where there is none. @throws Problem MODEL_UNUSABLE where it can't be read */
export async function readCheckpoint(dir: string, name: CheckpointName): Promise<Checkpoint | null> {
  const file = fileOf(dir, name)
  let content: Buffer
  try {
    content = await readFile(file)
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw caught
  }
  const { tensors, metadata } = readSafetensors(content, file)
  return { tensors, facts: parseFacts(metadata['facts'], file) }
}

/**
 * The checkpoint to go on from.
 * @throws Problem NOT_FOUND where there is none; CONFLICT where it is of other settings or other data
 */
export async function checkpointToResume(
  dir: string,
  run: Pick<NetworkTrainRequest, 'config' | 'clipSet' | 'startFrom'>,
): Promise<Checkpoint> {
  await removePartials(dir)
  const found = await readCheckpoint(dir, 'last')
  if (found === null) {
    throw new Problem('NOT_FOUND', `There is nothing to go on from in ${dir}: no epoch was finished. Train anew.`)
  }
  if (run.startFrom !== null && run.startFrom.sha256 !== found.facts.startedFrom.sha256) {
    throw new Problem('CONFLICT', 'The run can’t go on from other starting weights than it began with. Train anew.')
  }
  const changed = changedSettings(found.facts.config, run.config)
  if (changed.length > 0) {
    throw new Problem(
      'CONFLICT',
      `The run can’t go on with other settings: ${changed.join('; ')}. Take its own, or train anew.`,
      { details: { changed } },
    )
  }
  if (found.facts.dataHash !== run.clipSet.hash) {
    throw new Problem(
      'CONFLICT',
      'The run can’t go on: its clips, labels or split have changed since it began. Bring the data back to what it was, ' +
        'or train anew.',
      { details: { was: found.facts.dataHash, is: run.clipSet.hash } },
    )
  }
  return found
}

/** Puts weights, moments and counts of steps back. @throws Problem MODEL_UNUSABLE where they do not fit the network */
export function restoreCourse({ network, optimiser }: Pick<Course, 'network' | 'optimiser'>, checkpoint: Checkpoint) {
  restoreWeights(network, checkpoint)
  optimiser.importState(momentsOf(checkpoint.tensors), network.parameters)
}

export function restoreWeights(network: Course['network'], { tensors }: Checkpoint): void {
  const weights = new Map([...tensors].filter(([name]) => !name.startsWith('adam.')))
  loadWeights(network, weights)
}

/**
 * Takes away all checkpoints of a run and what is half-written.
 * @throws Problem FILE_NOT_FOUND where something on the way to the folder is none, FILE_NOT_READABLE
 */
export async function removeCheckpoints(dir: string): Promise<void> {
  try {
    for (const name of ['last', 'best'] as const) await rm(fileOf(dir, name), { force: true })
    await removePartials(dir)
  } catch (caught) {
    throw accessProblem(dir, caught as NodeJS.ErrnoException)
  }
}

async function removePartials(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => [])
  for (const name of names) if (name.endsWith(partialEnding)) await rm(path.join(dir, name), { force: true })
}

/**
 * Settings that differ, in words. How many clips go at once may be left out by whoever resumes: what the memory allowed
 * when the run began is a part of it.
 */
function changedSettings(was: CheckpointFacts['config'], is: CheckpointFacts['config']): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])] as (keyof CheckpointFacts['config'])[]
  return names
    .filter((name) => !(name === 'clipsAtOnce' && is.clipsAtOnce === undefined))
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    .map((name) => `${name} was ${said(was[name])} and is ${said(is[name])}`)
}

function said(value: unknown): string {
  return value === undefined ? 'not set' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function momentTensors({ steps, firstMoments, secondMoments }: AdamState): Map<string, FileTensor> {
  const tensors = new Map<string, FileTensor>()
  for (const [name, values] of firstMoments) tensors.set(firstMoment + name, { shape: [values.length], values })
  for (const [name, values] of secondMoments) tensors.set(secondMoment + name, { shape: [values.length], values })
  for (const [name, count] of steps) {
    tensors.set(stepCount + name, { shape: [], values: BigInt64Array.of(BigInt(count)) })
  }
  return tensors
}

function momentsOf(tensors: ReadonlyMap<string, FileTensor>): AdamState {
  const valuesOf = (prefix: string) =>
    [...tensors].flatMap(([name, { values }]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
    )
  const floatsOf = (prefix: string) =>
    new Map(valuesOf(prefix).flatMap(([name, values]) => (values instanceof Float32Array ? [[name, values]] : [])))
  return {
    steps: new Map(valuesOf(stepCount).map(([name, values]) => [name, Number(values[0])])),
    firstMoments: floatsOf(firstMoment),
    secondMoments: floatsOf(secondMoment),
  }
}

function parseFacts(text: string | undefined, file: string): CheckpointFacts {
  try {
    return checkpointFacts.parse(JSON.parse(text ?? ''))
  } catch (cause) {
    throw new Problem('MODEL_UNUSABLE', `${file} is no checkpoint that this version can go on from. Train anew.`, {
      cause,
    })
  }
}

function fileOf(dir: string, name: CheckpointName): string {
  return path.join(dir, `${name}.safetensors`)
}
