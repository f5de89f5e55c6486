/** A held-out score as a careful person would say it. */
import type { Evaluation } from '../../contract/learning.ts'
import { percentText, plural } from '../ui/words.ts'

/**
 * '83 % on 2 athletes it never saw (61–95 %), 24 clips.'
 * @param protocol how the clips were split, beginning 'by athlete', 'by session' or the like
 */
export function scoreText(evaluation: Evaluation, protocol: string): string {
  const kin = /^by (\w+)/.exec(protocol)?.[1] ?? 'group'
  const [low, high] = evaluation.interval.map((share) => Math.round(share * 100))
  return `${percentText(evaluation.top1)} on ${plural(evaluation.groups, kin)} it never saw (${low}–${high} %), ${plural(evaluation.n, 'clip')}.`
}

/** Which label more clips would help most: the one recognised least; null when none is behind. */
export function weakestLabel(evaluation: Evaluation): string | null {
  const known = evaluation.perClass.filter((one) => one.recall !== null)
  const weakest = known.toSorted((a, b) => (a.recall ?? 1) - (b.recall ?? 1))[0]
  return weakest && (weakest.recall ?? 1) < 0.9 ? weakest.label : null
}
