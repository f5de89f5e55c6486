/** How good a classifier is on labelled clips. What each number means to a reader: docs/methods.md. */
import { createRandom } from './random.ts'

/** What a network said of one clip. */
export interface ScoredClip {
  /** Index of the true label. */
  readonly truth: number
  /** Probability per label, adding up to one. */
  readonly scores: readonly number[]
  /** Athlete or other group that clips of one kin share. */
  readonly group: string
}

export interface ClassScore {
  label: string
  /** Clips that truly are of this label. */
  clips: number
  /** Share of what was called this label that is; null where nothing was. */
  precision: number | null
  /** Share of this label's clips that were found; null where it has none. */
  recall: number | null
}

export interface Metrics {
  n: number
  /** Mean cross-entropy in nats: −ln of the probability given to the true label. */
  loss: number
  top1: number
  /** Mean of the recalls of the labels that have clips (balanced accuracy). */
  meanClassAccuracy: number
  /** Mean over those labels of F1 = 2·TP / (2·TP + FP + FN). */
  macroF1: number
  interval: [number, number]
  groups: number
  perClass: ClassScore[]
  /** Rows are true labels, columns predicted. */
  confusion: number[][]
  labels: string[]
}

/** Probabilities below this count as this much in the loss, so that one sure mistake does not make it infinite. */
const leastProbability = 1e-7

/**
 * All numbers of an evaluation. With no clips every share is 0 and the interval is [0, 1].
 * @param seed of the bootstrap
 */
export function evaluateScores(clips: readonly ScoredClip[], labels: readonly string[], seed: number): Metrics {
  const confusion = confusionMatrix(clips, labels.length)
  const perClass = labels.map((label, index) => classScore(confusion, index, label))
  const present = perClass.flatMap((score, index) => (score.clips > 0 ? [index] : []))
  return {
    n: clips.length,
    loss: mean(clips.map(({ truth, scores }) => -Math.log(Math.max(scores[truth] ?? 0, leastProbability)))),
    top1: mean(clips.map((clip) => (isRight(clip) ? 1 : 0))),
    meanClassAccuracy: mean(present.map((index) => perClass[index]!.recall!)),
    macroF1: mean(present.map((index) => f1(confusion, index))),
    interval: accuracyInterval(clips, seed),
    groups: new Set(clips.map(({ group }) => group)).size,
    perClass,
    confusion,
    labels: [...labels],
  }
}

/** Index of the highest score; the first of equals. −1 for no scores. */
export function highest(scores: readonly number[]): number {
  let best = -1
  for (let index = 0; index < scores.length; index++) {
    if (best < 0 || scores[index]! > scores[best]!) best = index
  }
  return best
}

export function confusionMatrix(clips: readonly ScoredClip[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (const { truth, scores } of clips) matrix[truth]![highest(scores)]!++
  return matrix
}

/** Resamples of the bootstrap. */
const resamples = 2000

/**
 * 95 % percentile bootstrap interval of top-1 accuracy. Clips of one athlete are alike, so whole groups are drawn with
 * replacement (cluster bootstrap: Davison & Hinkley, Bootstrap Methods and their Application, 1997, §3.8); where there
 * is one group only, clips are.
 */
export function bootstrapInterval(clips: readonly ScoredClip[], seed: number): [number, number] {
  if (clips.length === 0) return [0, 1]
  const byGroup = Map.groupBy(clips, ({ group }) => group)
  const units = byGroup.size > 1 ? [...byGroup.values()] : clips.map((clip) => [clip])
  const tallies = units.map((unit) => ({ right: unit.filter(isRight).length, clips: unit.length }))
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
export function accuracyInterval(clips: readonly ScoredClip[], seed: number): [number, number] {
  const [low, high] = bootstrapInterval(clips, seed)
  const [wilsonLow, wilsonHigh] = wilsonInterval(clips.filter(isRight).length, clips.length)
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

function classScore(confusion: readonly (readonly number[])[], index: number, label: string): ClassScore {
  const { truePositives, called, clips } = tallyOf(confusion, index)
  return {
    label,
    clips,
    precision: called === 0 ? null : truePositives / called,
    recall: clips === 0 ? null : truePositives / clips,
  }
}

function f1(confusion: readonly (readonly number[])[], index: number): number {
  const { truePositives, called, clips } = tallyOf(confusion, index)
  // 2·TP + FP + FN is what was called this label plus what is.
  return called + clips === 0 ? 0 : (2 * truePositives) / (called + clips)
}

function tallyOf(confusion: readonly (readonly number[])[], index: number) {
  return {
    truePositives: confusion[index]![index]!,
    called: sum(confusion.map((row) => row[index]!)),
    clips: sum(confusion[index]!),
  }
}

function isRight({ truth, scores }: ScoredClip): boolean {
  return highest(scores) === truth
}

/** Of sorted values, with linear interpolation between neighbours (type 7 of Hyndman & Fan 1996). */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (place - below)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length
}
