/** Counts and durations per label: pure. */
import type { LabelFacts, RecordingFacts, SegmentFacts } from './facts.ts'

export interface LabelStatistics {
  readonly label: LabelFacts
  /** Segments that a person made, accepted or edited. */
  readonly count: number
  /** A model's that nobody has decided on; they are in no other number. */
  readonly proposed: number
  readonly totalSecs: number
  /** Null where there are none. */
  readonly meanSecs: number | null
  readonly shortestSecs: number | null
  readonly longestSecs: number | null
  /** Part of the footage that the label covers, overlaps counted once; null for labels that are points in time. */
  readonly share: number | null
}

/** One line per label, in the order of the labels. */
export function labelStatistics(
  labels: readonly LabelFacts[],
  recordings: readonly RecordingFacts[],
): LabelStatistics[] {
  const footageSecs = sum(recordings.map((recording) => recording.lengthSecs))
  return labels.map((label) => {
    const of = recordings.map((recording) => recording.segments.filter((segment) => segment.label.id === label.id))
    const stated = of.map((segments) => segments.filter((segment) => segment.standing !== 'proposed'))
    const lengths = stated.flat().map((segment) => segment.endSecs - segment.startSecs)
    const covered = sum(stated.map(coveredSecs))
    return {
      label,
      count: lengths.length,
      proposed: of.flat().length - lengths.length,
      totalSecs: sum(lengths),
      meanSecs: lengths.length === 0 ? null : sum(lengths) / lengths.length,
      shortestSecs: lengths.length === 0 ? null : Math.min(...lengths),
      longestSecs: lengths.length === 0 ? null : Math.max(...lengths),
      share: label.kind === 'point' || footageSecs === 0 ? null : covered / footageSecs,
    }
  })
}

/** Seconds of a recording that at least one of the segments covers. */
export function coveredSecs(segments: readonly Pick<SegmentFacts, 'startSecs' | 'endSecs'>[]): number {
  let covered = 0
  let until = -Infinity
  for (const { startSecs, endSecs } of [...segments].sort((a, b) => a.startSecs - b.startSecs)) {
    covered += Math.max(0, endSecs - Math.max(startSecs, until))
    until = Math.max(until, endSecs)
  }
  return covered
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
