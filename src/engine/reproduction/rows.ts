/** The rows of a table, from the runs that are done: pure. */
import { evaluateScores } from '../../domain/metrics.ts'
import type { PaperTable } from '../../domain/paper-tables.ts'
import type { PlannedRun, ProtocolKind } from './plan.ts'
import type { RunResult } from './run-store.ts'

export interface TableRow {
  readonly system: string
  readonly title: string
  /** What the paper's table says, in percent; null where it says nothing. */
  readonly paper: number | null
  readonly paperFolds: readonly number[] | null
  readonly protocol: ProtocolKind
  readonly protocolName: string
  readonly folds: number
  /** Rounds that are done, by their place; null for those that are not. */
  readonly foldAccuracies: readonly (number | null)[]
  /** Null until every round is done: then it was not run. */
  readonly measured: Measured | null
}

export interface Measured {
  /** In percent: the mean over the folds, as the paper gives it. */
  readonly accuracy: number
  /** Standard deviation over the folds, in points; null of one fold. */
  readonly spread: number | null
  /** 95 % of the accuracy over all test clips, in percent: over groups, and over clips alone. */
  readonly interval: readonly [number, number]
  readonly clipInterval: readonly [number, number]
  readonly clips: number
  readonly groups: number
  /** Test clips whose person or group was learned from too. */
  readonly leakingClips: number
  /** Ours less the paper's, in points; null where the paper says nothing, or of another set. */
  readonly difference: number | null
  readonly trainSecs: number
}

export interface RowSources {
  /** Of this table's systems among others. */
  readonly planned: readonly PlannedRun[]
  /** By key. */
  readonly done: ReadonlyMap<string, RunResult>
  /** Whether the runs are on the set that the paper's numbers are of: else nothing is set beside them. */
  readonly isPapersSet: boolean
}

export function rowsOf(table: PaperTable, { planned, done, isPapersSet }: RowSources): TableRow[] {
  const protocols = [...new Set(planned.map(({ protocol }) => protocol.kind))]
  return protocols.flatMap((kind) => {
    const named = planned.find(({ protocol }) => protocol.kind === kind)!
    return table.rows.map(({ system, title, accuracy, folds }): TableRow => {
      const runs = planned
        .filter((run) => run.system === system && run.protocol.kind === kind)
        .toSorted((a, b) => a.foldIndex - b.foldIndex)
      const results = runs.map(({ key }) => done.get(key) ?? null)
      const whole = results.filter((result) => result !== null)
      return {
        system,
        title,
        paper: accuracy,
        paperFolds: folds ?? null,
        protocol: kind,
        protocolName: named.protocol.name,
        folds: named.folds,
        foldAccuracies: results.map((result) => result && 100 * result.evaluation.top1),
        measured:
          whole.length > 0 && whole.length === runs.length ? measuredBy(whole, isPapersSet ? accuracy : null) : null,
      }
    })
  })
}

function measuredBy(runs: readonly RunResult[], paper: number | null): Measured {
  const labels = runs[0]!.evaluation.labels
  const accuracies = runs.map(({ evaluation }) => 100 * evaluation.top1)
  const accuracy = mean(accuracies)
  const scored = runs.flatMap(({ predictions }) =>
    predictions.map(({ label, scores, group }) => ({ truth: labels.indexOf(label), scores, group })),
  )
  const pooled = evaluateScores(scored, labels, runs[0]!.config.seed)
  const percent = ([low, high]: readonly [number, number]) => [100 * low, 100 * high] as const
  return {
    accuracy,
    spread: runs.length === 1 ? null : deviation(accuracies),
    interval: percent(pooled.interval),
    clipInterval: percent(pooled.clipInterval),
    clips: pooled.n,
    groups: pooled.groups,
    leakingClips: runs.reduce((sum, { leaks }) => sum + leaks.clips, 0),
    difference: paper === null ? null : accuracy - paper,
    trainSecs: runs.reduce((sum, { trainSecs }) => sum + trainSecs, 0),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of a sample: divided by one less than there are. */
function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}
