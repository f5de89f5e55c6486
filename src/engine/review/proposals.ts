/** From a model's scores over a recording to the segments that it proposes to a person: pure. */
import type { ModelFile, WindowScores } from '../../contract/learning.ts'
import { windowFramesOf } from '../../contract/model-window.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { temporalIou } from '../../domain/frames.ts'
import { sameLabelName } from '../../domain/labels.ts'
import { proposeSegments } from '../../domain/windows.ts'
import type { PredictionSettings } from '../library/predictions.ts'

export interface Wishes {
  readonly hopFrames?: number | undefined
  readonly minConfidence?: number | undefined
  /** What the network computes in; float32 where left out. bf16 is faster where the processor has it. */
  readonly precision?: 'float32' | 'bf16' | undefined
}

/** A label with a score under this is not proposed where nobody said otherwise. */
const usualConfidence = 0.5

/**
 * How a model is slid over a recording. Where nobody says otherwise, windows overlap by three quarters; a segment is at
 * least half a window long, since half of the frames in a window decide its label; gaps up to a quarter close.
 */
export function settingsFor(model: ModelFile, wishes: Wishes): PredictionSettings {
  const windowFrames = windowFramesOf(model)
  return {
    labels: model.classes,
    ...(model.background !== undefined && { background: model.background }),
    windowFrames,
    hopFrames: wishes.hopFrames ?? Math.max(1, Math.round(windowFrames / 4)),
    minConfidence: wishes.minConfidence ?? usualConfidence,
    minLengthFrames: Math.max(1, Math.round(windowFrames / 2)),
    maxGapFrames: Math.round(windowFrames / 4),
  }
}

export interface LabelledProposal extends FrameRange {
  readonly label: string
  readonly confidence: number
}

/** The segments that the scores speak for, by label name; none where what stands for nothing speaks loudest. */
export function proposalsFrom(windows: readonly WindowScores[], settings: PredictionSettings): LabelledProposal[] {
  const { labels } = settings
  const background = settings.background === undefined ? -1 : labels.indexOf(settings.background)
  return proposeSegments(windows, { ...settings, background }).map(({ first, last, label, confidence }) => ({
    first,
    last,
    label: labels[label] ?? '',
    // A mean of shares can pass 1 by a rounding error.
    confidence: Math.min(1, confidence),
  }))
}

/** A proposal that covers at least this much of a decided one is that one again. */
const sameIou = 0.5

/**
 * Proposals without those that a person already decided on when this model came with them before.
 * @param decided segments of this model that were accepted, edited or rejected
 */
export function undecided(
  proposals: readonly LabelledProposal[],
  decided: readonly (FrameRange & { readonly label: string })[],
): LabelledProposal[] {
  return proposals.filter(
    (proposal) =>
      !decided.some((known) => sameLabelName(known.label, proposal.label) && temporalIou(known, proposal) >= sameIou),
  )
}
