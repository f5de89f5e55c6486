/** A held-out score as a careful person would say it. */
import type { EpochScores, Evaluation } from '../../contract/learning.ts'
import { percentText, plural } from '../ui/words.ts'

/** What a split keeps together: 'athlete', 'session'. @param protocol begins 'by athlete', 'by session' or the like */
export function kinOf(protocol: string): string {
  return /^by (\w+)/.exec(protocol)?.[1] ?? 'group'
}

/** [0.61, 0.952] → '61–95 %'. */
export function rangeText([low, high]: readonly [number, number]): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)} %`
}

/**
 * '83 % on 2 athletes it never saw (61–95 %), 24 clips.'
 * @param protocol how the clips were split
 */
export function scoreText(evaluation: Evaluation, protocol: string): string {
  const { top1, groups, interval, n } = evaluation
  return `${percentText(top1)} on ${plural(groups, kinOf(protocol))} it never saw (${rangeText(interval)}), ${plural(n, 'clip')}.`
}

/** Which label more clips would help most: the one recognised least; null when none is behind. */
export function weakestLabel(evaluation: Evaluation): string | null {
  const known = evaluation.perClass.filter((one) => one.recall !== null)
  const weakest = known.toSorted((a, b) => (a.recall ?? 1) - (b.recall ?? 1))[0]
  return weakest && (weakest.recall ?? 1) < 0.9 ? weakest.label : null
}

/** Harmonic mean of precision and recall; null for a label that has no clips, 0 for one that was never said. */
export function f1Of({ clips, precision, recall }: EpochScores['perClass'][number]): number | null {
  if (clips === 0) return null
  const [p, r] = [precision ?? 0, recall ?? 0]
  return p + r === 0 ? 0 : (2 * p * r) / (p + r)
}
