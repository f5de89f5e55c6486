/** How good a classifier is on labelled clips. What each number means to a reader: docs/methods.md. */
import { accuracyInterval, clipAccuracyInterval } from './intervals.ts'

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

/** How well clips were told apart. */
export interface Scores {
  n: number
  /** Mean cross-entropy in nats: −ln of the probability given to the true label. */
  loss: number
  top1: number
  /** Share of the clips whose label is among the five with the highest scores; null below `leastLabelsForTop5` labels. */
  top5: number | null
  /** Mean of the recalls of the labels that have clips (balanced accuracy). */
  meanClassAccuracy: number
  /** Mean over those labels of F1 = 2·TP / (2·TP + FP + FN). */
  macroF1: number
  perClass: ClassScore[]
  /** Rows are true labels, columns predicted. */
  confusion: number[][]
}

export interface Metrics extends Scores {
  /** 95 % interval of top-1 on other groups. */
  interval: [number, number]
  /** 95 % interval of top-1 on other clips of the same groups. */
  clipInterval: [number, number]
  groups: number
  labels: string[]
}

/** Of five labels every one is among the five best. */
const leastLabelsForTop5 = 6

/** Probabilities below this count as this much in the loss, so that one sure mistake does not make it infinite. */
const leastProbability = 1e-7

/** The scores of an epoch or an evaluation. With no clips every share is 0. */
export function scoresOf(clips: readonly Omit<ScoredClip, 'group'>[], labels: readonly string[]): Scores {
  const confusion = confusionMatrix(clips, labels.length)
  const perClass = labels.map((label, index) => classScore(confusion, index, label))
  const present = perClass.flatMap((score, index) => (score.clips > 0 ? [index] : []))
  return {
    n: clips.length,
    loss: mean(clips.map(({ truth, scores }) => -Math.log(Math.max(scores[truth] ?? 0, leastProbability)))),
    top1: mean(clips.map((clip) => (isRight(clip) ? 1 : 0))),
    top5: labels.length < leastLabelsForTop5 ? null : mean(clips.map((clip) => (isAmongHighest(clip, 5) ? 1 : 0))),
    meanClassAccuracy: mean(present.map((index) => perClass[index]!.recall!)),
    macroF1: mean(present.map((index) => f1(confusion, index))),
    perClass,
    confusion,
  }
}

/**
 * All numbers of an evaluation, intervals too. With no clips every share is 0 and the intervals are [0, 1].
 * @param seed of the bootstraps
 */
export function evaluateScores(clips: readonly ScoredClip[], labels: readonly string[], seed: number): Metrics {
  const outcomes = clips.map((clip) => ({ right: isRight(clip), group: clip.group }))
  return {
    ...scoresOf(clips, labels),
    interval: accuracyInterval(outcomes, seed),
    clipInterval: clipAccuracyInterval(outcomes, seed),
    groups: new Set(clips.map(({ group }) => group)).size,
    labels: [...labels],
  }
}

/** Probabilities from what a network says before its softmax: exp(x) over their sum. */
export function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - most))
  const total = sum(powers)
  return powers.map((power) => power / total)
}

/** Index of the highest score; the first of equals. −1 for no scores. */
export function highest(scores: readonly number[]): number {
  let best = -1
  for (let index = 0; index < scores.length; index++) {
    if (best < 0 || scores[index]! > scores[best]!) best = index
  }
  return best
}

export function confusionMatrix(clips: readonly Pick<ScoredClip, 'truth' | 'scores'>[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (const { truth, scores } of clips) matrix[truth]![highest(scores)]!++
  return matrix
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

function isRight({ truth, scores }: Pick<ScoredClip, 'truth' | 'scores'>): boolean {
  return highest(scores) === truth
}

/** Whether fewer than `places` labels rank before the true one; of equal scores the earlier label ranks first. */
function isAmongHighest({ truth, scores }: Pick<ScoredClip, 'truth' | 'scores'>, places: number): boolean {
  const own = scores[truth]!
  return scores.filter((score, label) => score > own || (score === own && label < truth)).length < places
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length
}
