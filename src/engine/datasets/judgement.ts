/** Whether a choice of labels can be learned from, and what a person should know first: in words, pure. */
import { splitObstacles, splitWarnings } from '../../domain/split-judgement.ts'
import type { LabelledSegment } from '../library/data-sets.ts'
import type { LooseClip, Sides } from './freeze.ts'
import { labelsOf } from './freeze.ts'

export interface Judged {
  /** Everything that is labelled and chosen. */
  readonly labelled: readonly LabelledSegment[]
  /** What of it is used. */
  readonly segments: readonly LabelledSegment[]
  /** Whether a file is where it was, by path. */
  readonly present: ReadonlyMap<string, boolean>
  /** One clip per used segment, then those of nothing. */
  readonly clips: readonly LooseClip[]
  readonly sides: Sides
  readonly choice: {
    readonly groupBy: 'athlete' | 'session' | 'recording'
    readonly heldOutShare: number
    /** Empty: all. */
    readonly labelIds: readonly string[]
  }
  /** The label that stands for nothing; null where none does. */
  readonly background: string | null
}

export interface Judgement {
  /** Reasons why training can't start, the first to mend first. */
  readonly obstacles: readonly string[]
  readonly warnings: readonly string[]
}

/** Fewer clips than this of a label teach little. */
const fewClips = 5
/** The network looks at 16 frames; shorter segments are looped. */
const clipFrames = 16

export function judge(judged: Judged): Judgement {
  const labelled = labelObstacles(judged)
  const obstacles = labelled.length > 0 ? labelled : groupObstacles(judged)
  return { obstacles, warnings: [...leftOut(judged), ...(obstacles.length > 0 ? [] : doubts(judged))] }
}

function labelObstacles({ clips, labelled, present, choice }: Judged): string[] {
  const labels = labelsOf(clips)
  if (labels.length >= 2) return []
  if (labelled.length > 0 && clips.length === 0 && [...present.values()].every((there) => !there)) {
    return ['The footage of every labelled segment is missing: bring the files back to where they were.']
  }
  const first = labels[0]
  if (choice.labelIds.length > 0) {
    return [
      first === undefined
        ? 'Choose at least 2 labels that have segments: those that are chosen have none.'
        : `Choose at least 2 labels that have segments: of those that are chosen only “${first}” has any.`,
    ]
  }
  return [
    first === undefined
      ? 'Label at least 2 actions first: no segments are labelled yet.'
      : `Label at least 2 actions first: only “${first}” has segments.`,
  ]
}

function groupObstacles({ clips, sides, choice, segments, background }: Judged): string[] {
  const groups = new Set(clips.filter(({ label }) => label !== background).map((clip) => clip.group))
  if (choice.heldOutShare > 0 && groups.size < 2) return [oneGroup(segments, choice.groupBy)]
  const placed = clips.map((clip, i) => ({ ...clip, split: sides.sides[i] ?? ('train' as const) }))
  return splitObstacles(placed, labelsOf(clips), choice.groupBy)
}

function oneGroup(segments: readonly LabelledSegment[], groupBy: Judged['choice']['groupBy']): string {
  const sessions = new Set(segments.map((segment) => segment.session_id)).size
  const recordings = new Set(segments.map((segment) => segment.recording_id)).size
  const instead =
    sessions > 1 && groupBy === 'athlete'
      ? 'hold out by session instead'
      : recordings > 1 && groupBy !== 'recording'
        ? 'hold out by recording instead'
        : 'label a second recording first'
  return `All labels are of one ${groupBy}: ${instead}.`
}

/** What is labelled and chosen, and not used. */
function leftOut({ labelled, present }: Judged): string[] {
  const warnings: string[] = []
  const missing = [...present].filter(([, there]) => !there).map(([file]) => file)
  if (missing.length > 0) {
    const gone = labelled.filter((segment) => !present.get(segment.path)).length
    warnings.push(
      `${counted(gone, 'segment')} left out, because ${missing.length === 1 ? 'its file is not where it was' : `${missing.length} files are not where they were`}: ` +
        `${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''}.`,
    )
  }
  const points = labelled.filter((segment) => segment.label_kind === 'point')
  if (points.length > 0) {
    const names = [...new Set(points.map((segment) => `“${segment.label}”`))].join(', ')
    warnings.push(
      `${counted(points.length, 'segment')} of ${names} left out: a point in time shows no motion to learn.`,
    )
  }
  return warnings
}

function doubts({ clips, sides, segments, choice, background }: Judged): string[] {
  const labels = labelsOf(clips)
  const warnings: string[] = []
  const placed = clips.map((clip, i) => ({ ...clip, split: sides.sides[i] ?? ('train' as const) }))
  warnings.push(...splitWarnings(placed, labels))
  if (choice.heldOutShare > 0 && choice.groupBy !== 'athlete') {
    warnings.push(
      `Held out by ${choice.groupBy}: the score speaks of a new ${choice.groupBy} of these athletes, not of a new athlete.`,
    )
  }
  for (const label of labels) {
    const count = clips.filter((clip) => clip.label === label).length
    if (label !== background && count > 1 && count < fewClips)
      warnings.push(`“${label}” has ${counted(count, 'segment')} only: more would help.`)
  }
  const short = clips.filter((clip) => clip.range !== null && clip.range.last - clip.range.first + 1 < clipFrames)
  if (short.length > 0) {
    warnings.push(`${counted(short.length, 'segment')} shorter than ${clipFrames} frames: they are played in a loop.`)
  }
  const shared = sharedRecordings(placed, segments)
  if (shared > 0) {
    warnings.push(
      `${counted(shared, 'recording')} with several athletes on both sides of the split: the scene may help the model, ` +
        'and the score will be too high.',
    )
  }
  return warnings
}

/** Recordings with clips on both sides: two athletes in one picture. */
function sharedRecordings(placed: readonly { readonly split: string }[], segments: readonly LabelledSegment[]): number {
  const sides = new Map<string, Set<string>>()
  segments.forEach((segment, i) => {
    const of = sides.get(segment.recording_id) ?? new Set()
    sides.set(segment.recording_id, of.add(placed[i]?.split ?? 'train'))
  })
  return [...sides.values()].filter((of) => of.size > 1).length
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
