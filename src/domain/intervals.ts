/** How far the accuracy of a classifier on other clips may lie from what was counted on these: 95 % intervals. */
import { createRandom } from './random.ts'

/** Whether a clip was named right, and whose it is. */
export interface Outcome {
  readonly right: boolean
  /** Athlete or other group that clips of one kin share. */
  readonly group: string
}

/** Resamples of the bootstrap. */
const resamples = 2000

/**
 * 95 % percentile bootstrap interval of top-1 accuracy over groups. Clips of one athlete are alike, so whole groups are
 * drawn with replacement (cluster bootstrap: Davison & Hinkley, Bootstrap Methods and their Application, 1997, §3.8);
 * where there is one group only, clips are.
 */
export function bootstrapInterval(clips: readonly Outcome[], seed: number): [number, number] {
  const byGroup = Map.groupBy(clips, ({ group }) => group)
  return byGroup.size > 1 ? bootstrap([...byGroup.values()], seed) : clipBootstrapInterval(clips, seed)
}

/**
 * 95 % percentile bootstrap interval of top-1 accuracy over clips, each drawn by itself (Efron 1979). It speaks of other
 * clips of the same athletes; of other athletes it says too little.
 */
export function clipBootstrapInterval(clips: readonly Outcome[], seed: number): [number, number] {
  return bootstrap(
    clips.map((clip) => [clip]),
    seed,
  )
}

function bootstrap(units: readonly (readonly Outcome[])[], seed: number): [number, number] {
  if (units.length === 0) return [0, 1]
  const tallies = units.map((unit) => ({ right: countRight(unit), clips: unit.length }))
  const random = createRandom(seed).stream('bootstrap')
  const accuracies = Array.from({ length: resamples }, () => {
    let right = 0
    let drawn = 0
    for (let i = 0; i < tallies.length; i++) {
      const tally = tallies[random.integer(tallies.length)]!
      right += tally.right
      drawn += tally.clips
    }
    return right / drawn
  }).sort((a, b) => a - b)
  return [quantile(accuracies, 0.025), quantile(accuracies, 0.975)]
}

/**
 * 95 % interval of top-1: the bootstrap's, and at least as wide as Wilson's score interval over the clips. Where all clips
 * are right (or all wrong) every resample is the same and the bootstrap alone would claim to be certain.
 */
export function accuracyInterval(clips: readonly Outcome[], seed: number): [number, number] {
  return asWideAsWilson(bootstrapInterval(clips, seed), clips)
}

/** The same over clips alone, each drawn by itself. */
export function clipAccuracyInterval(clips: readonly Outcome[], seed: number): [number, number] {
  return asWideAsWilson(clipBootstrapInterval(clips, seed), clips)
}

function asWideAsWilson([low, high]: readonly [number, number], clips: readonly Outcome[]): [number, number] {
  const [wilsonLow, wilsonHigh] = wilsonInterval(countRight(clips), clips.length)
  return [Math.min(low, wilsonLow), Math.max(high, wilsonHigh)]
}

/** 95 % quantile of the standard normal distribution, two-sided. */
const z95 = 1.959964

/** Wilson's 95 % score interval of a share (Wilson 1927); [0, 1] for no clips. */
export function wilsonInterval(right: number, n: number): [number, number] {
  if (n === 0) return [0, 1]
  const p = right / n
  const spread = z95 ** 2 / n
  const centre = p + spread / 2
  const half = z95 * Math.sqrt((p * (1 - p)) / n + spread / (4 * n))
  return [Math.max(0, (centre - half) / (1 + spread)), Math.min(1, (centre + half) / (1 + spread))]
}

function countRight(clips: readonly Outcome[]): number {
  return clips.filter(({ right }) => right).length
}

/** Of sorted values, with linear interpolation between neighbours (type 7 of Hyndman & Fan 1996). */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (place - below)
}
