/** A row of a table: a system under a protocol, the paper's number and what was measured here. */
import type { Protocol } from './protocols.ts'

export interface TableRow {
  readonly system: string
  readonly title: string
  /** What the paper's table says, in percent; null where it says nothing. */
  readonly paper: number | null
  readonly paperFolds: readonly number[] | null
  readonly protocol: Protocol['kind']
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
