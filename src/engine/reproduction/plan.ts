/** Which trainings the paper's tables need on a set: each once, however many tables show it. */
import { createHash } from 'node:crypto'
import type { ClipSet, StartingWeights, TrainingConfig } from '../../contract/learning.ts'
import { findPreset, presets } from '../../contract/presets.ts'
import { scaled, type ScaleName } from '../../contract/scales.ts'
import type { PaperTable } from '../../domain/paper-tables.ts'
import { Problem } from '../../domain/problem.ts'
import { leaksOf, sizesOf, type Fold, type Leaks, type Part, type Protocol } from '../../domain/protocols.ts'
import { freeze, labelsOf } from '../datasets/freeze.ts'
import { protocolOf } from '../datasets/owners/index.ts'
import { trainingConfigOf } from '../training/training-config.ts'
import type { PreparedSet } from './prepared-set.ts'
import { startOf, type Start } from './starts.ts'

export type ProtocolKind = Protocol['kind']

export interface Wish {
  readonly tables: readonly PaperTable[]
  readonly protocols: readonly ProtocolKind[]
  /** Presets to run; left out: all that the tables have. */
  readonly systems?: readonly string[] | undefined
  readonly scale: ScaleName
  /** In place of the systems' own. */
  readonly epochs?: number | undefined
  /** Of splits and of trainings. */
  readonly seed: number
  /** Weights that systems start from where they are built on such a network; the others start from random ones. */
  readonly starts?: readonly Start[] | undefined
}

/** One training with its test. */
export interface PlannedRun {
  /** What makes it this run and no other: data, split, settings. */
  readonly key: string
  readonly system: string
  readonly title: string
  readonly scale: ScaleName
  readonly config: TrainingConfig
  /** Null: random weights. */
  readonly startFrom: StartingWeights | null
  readonly protocol: Pick<Protocol, 'kind' | 'name' | 'text' | 'seed'>
  readonly fold: string
  /** From 0. */
  readonly foldIndex: number
  readonly folds: number
  readonly sizes: Readonly<Record<Part, number>>
  readonly leaks: Leaks
  /** What is learned from, with the validation part held out. */
  readonly learned: ClipSet
  readonly tested: ClipSet
}

/**
 * @throws Problem INVALID_INPUT for a system that no table has or that is no preset, and for weights that no system of them
 *   starts from; DATASET_UNUSABLE where a fold has
 *   nothing to learn from or nothing to test on
 */
export function planRuns(prepared: PreparedSet, wish: Wish): PlannedRun[] {
  const systems = systemsOf(wish)
  const runs = wish.protocols.flatMap((kind) => {
    const protocol = protocolOf(prepared.set, kind, wish.seed)
    const folds = protocol.folds.map((fold, foldIndex) => ({ fold, foldIndex, ...splitOf(prepared, protocol, fold) }))
    return systems.flatMap((system) => folds.map((split) => runOf(system, { protocol, wish, ...split })))
  })
  checkStarts(wish, runs)
  // Fold by fold, so that a table fills evenly: what is there early can be looked at early.
  return runs.toSorted((a, b) => a.foldIndex - b.foldIndex)
}

/** What can be said of a wish before its set is looked through, which may take hours. @throws Problem INVALID_INPUT as planRuns */
export function checkWish(wish: Wish): void {
  systemsOf(wish)
  checkScale(wish)
}

/**
 * The runs of a wish that differs from theirs in scale, epochs or weights at the start alone: splits depend on none of these.
 * @throws Problem INVALID_INPUT for weights, as planRuns
 */
export function atScale(runs: readonly PlannedRun[], wish: Wish): PlannedRun[] {
  const others = runs.map((run) => ({ ...run, ...trainingOf(run.system, run, wish) }))
  checkStarts(wish, others)
  return others
}

function checkScale({ starts = [], scale }: Wish): void {
  if (starts.length > 0 && scale !== 'paper') {
    throw new Problem(
      'INVALID_INPUT',
      `Published weights fit the systems as published, not their form of scale “${scale}”. Ask for scale “paper”, or for no weights.`,
    )
  }
}

function checkStarts(wish: Wish, runs: readonly PlannedRun[]): void {
  checkScale(wish)
  const idle = wish.starts?.find(({ weights }) => runs.every(({ startFrom }) => startFrom?.file !== weights.file))
  if (idle) {
    throw new Problem(
      'INVALID_INPUT',
      `None of the systems that were asked for is built on ${idle.backbone}, which ${idle.weights.file} is of.`,
    )
  }
}

/** Presets in the order of the tables, each once. */
function systemsOf({ tables, systems }: Wish): string[] {
  const named = [...new Set(tables.flatMap(({ rows }) => rows.map(({ system }) => system)))]
  const unknown = (systems ?? []).filter((system) => !named.includes(system))
  if (unknown.length > 0) {
    throw new Problem(
      'INVALID_INPUT',
      `No table that was asked for has ${unknown.join(', ')}. It has: ${named.join(', ')}.`,
    )
  }
  const wanted = systems === undefined ? named : named.filter((system) => systems.includes(system))
  return wanted.filter((system) => presets.some(({ name }) => name === system))
}

interface Split {
  readonly learned: ClipSet
  readonly tested: ClipSet
}

function splitOf({ contentHashes, footage }: PreparedSet, protocol: Protocol, fold: Fold): Split {
  const sources = { contentHashes, footage: { ...footage } }
  const labels = labelsOf(protocol.clips)
  const of = (...wanted: readonly Part[]) =>
    protocol.clips.flatMap(({ key, file, label, group, range }, index) => {
      const part = fold.parts[index]
      return part && wanted.includes(part) ? [{ clip: { key, file, label, group, range }, part }] : []
    })
  const [toLearn, toTest] = [of('train', 'validation'), of('test')]
  const missing = labels.filter((label) => !toLearn.some(({ clip, part }) => part === 'train' && clip.label === label))
  if (toTest.length === 0 || missing.length > 0) {
    const reason =
      toTest.length === 0
        ? 'has no clips to test on'
        : `has no clips of ${missing.slice(0, 5).join(', ')} to learn from`
    const instead = protocol.kind === 'paper' ? 'honest' : 'paper’s'
    throw new Problem(
      'DATASET_UNUSABLE',
      `“${protocol.name}” can't be run on this set: ${fold.name} ${reason}. Add clips, for each class of several groups, or ask ` +
        `for the ${instead} protocol alone.`,
    )
  }
  const named = `${protocol.name}, ${fold.name}`
  const side = (part: Part) => (part === 'train' ? ('train' as const) : ('held-out' as const))
  const learned = freeze(
    toLearn.map(({ clip }) => clip),
    { sides: toLearn.map(({ part }) => side(part)), protocol: named },
    sources,
  )
  const tested = freeze(
    toTest.map(({ clip }) => clip),
    { sides: toTest.map(() => 'held-out'), protocol: `test of ${named}` },
    sources,
  )
  // A fold may lack clips of a label that the network knows all the same.
  return { learned: { ...learned, labels }, tested: { ...tested, labels } }
}

interface Round extends Split {
  readonly protocol: Protocol
  readonly fold: Fold
  readonly foldIndex: number
  readonly wish: Wish
}

function runOf(system: string, { protocol, fold, foldIndex, wish, learned, tested }: Round): PlannedRun {
  return {
    ...trainingOf(system, { learned, tested }, wish),
    system,
    title: findPreset(system).title,
    protocol: { kind: protocol.kind, name: protocol.name, text: protocol.text, seed: protocol.seed },
    fold: fold.name,
    foldIndex,
    folds: protocol.folds.length,
    sizes: sizesOf(fold),
    leaks: leaksOf(protocol, fold),
    learned,
    tested,
  }
}

function trainingOf(
  system: string,
  { learned, tested }: Split,
  { scale, epochs, seed, starts = [] }: Wish,
): Pick<PlannedRun, 'key' | 'scale' | 'config' | 'startFrom'> {
  const asked = trainingConfigOf({ preset: system, seed })
  const small = scaled(asked, scale)
  const config = epochs === undefined ? small : withEpochs(small, epochs)
  const startFrom = startOf(config, starts)
  return { key: keyOf(learned, tested, config, startFrom), scale, config, startFrom }
}

function withEpochs(config: TrainingConfig, epochs: number): TrainingConfig {
  switch (config.method) {
    case 'network':
      return { ...config, epochs }
    case 'fusion':
      return { ...config, network: { ...config.network, epochs } }
    case 'motion':
      return config
  }
}

/** SHA-256 over both sides of the split (with their content), the settings and the weights at the start: 16 hex digits of it. */
function keyOf(learned: ClipSet, tested: ClipSet, config: TrainingConfig, startFrom: StartingWeights | null): string {
  const start = startFrom === null ? [] : [startFrom.sha256]
  const said = JSON.stringify([learned.hash, tested.hash, config, ...start])
  return createHash('sha256').update(said).digest('hex').slice(0, 16)
}
