/** A plan as people look at it: the rounds of a system under a protocol together. */
import type { EstimatedRun } from './reproduce.ts'

export interface PlanGroup {
  /** The first round. */
  readonly run: EstimatedRun['run']
  readonly rounds: number
  readonly done: number
  /** Of all rounds, done or not. */
  readonly secs: number
  readonly modelBytes: number
}

export function planGroups(runs: readonly EstimatedRun[]): PlanGroup[] {
  const groups = Map.groupBy(runs, ({ run }) => `${run.system} ${run.protocol.kind}`)
  return [...groups.values()].map((of) => ({
    run: of[0]!.run,
    rounds: of.length,
    done: of.filter(({ isDone }) => isDone).length,
    secs: of.reduce((sum, { secs }) => sum + secs, 0),
    modelBytes: of[0]!.modelBytes * of.length,
  }))
}
