/** The rows of a table, from the runs that are done: pure. */
import { evaluateScores } from '../../domain/metrics.ts'
import type { PaperTable } from '../../domain/paper-tables.ts'
import type { Measured, TableRow } from '../../domain/table-row.ts'
import type { PlannedRun } from './plan.ts'
import type { RunResult } from './run-store.ts'

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
