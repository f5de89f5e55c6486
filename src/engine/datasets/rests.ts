/** Clips of nothing: windows of recordings that a person looked through, beside the clips of what was labelled. */
import { backgroundName, restWindows, thinned, usualLength } from '../../domain/background.ts'
import type { FrameRange } from '../../domain/frames.ts'
import type { Side } from '../../domain/splits.ts'
import type { BusyRange, LabelledSegment, ReviewedFootage } from '../library/data-sets.ts'
import type { LooseClip } from './freeze.ts'

const prefix = 'rest'

/** What was labelled, and where a person looked. */
export interface Looked {
  readonly segments: readonly LabelledSegment[]
  /** One clip per segment, and the side of each. */
  readonly clips: readonly LooseClip[]
  readonly sides: readonly Side[]
  readonly reviewed: readonly ReviewedFootage[]
  readonly busy: readonly BusyRange[]
  readonly groupOf: (footage: ReviewedFootage) => string
}

export interface Rests {
  /** The label that stands for nothing. */
  readonly name: string
  readonly clips: readonly LooseClip[]
  readonly sides: readonly Side[]
  /** Where the clips come from. */
  readonly footage: readonly ReviewedFootage[]
}

/**
 * The clips of nothing; null where there are none to learn from. There are no more of them than of the most frequent label,
 * spread over all that was looked through, so that long rests don't drown what was labelled. Each stands on the side of its group,
 * and those of a group without labels are learned from: the split is the same with and without them.
 */
export function restsOf({ segments, clips, sides, reviewed, busy, groupOf }: Looked): Rests | null {
  if (segments.length === 0) return null
  const lengthFrames = usualLength(segments.map(({ first_frame: first, last_frame: last }) => ({ first, last })))
  const busyIn = Map.groupBy(busy, (range) => range.recording_id)
  const found = [...Map.groupBy(reviewed, (range) => range.recording_id)].flatMap(([id, ranges]) =>
    restWindows(ranges.map(framesOf), (busyIn.get(id) ?? []).map(framesOf), lengthFrames).map((window) => ({
      window,
      footage: ranges[0]!,
    })),
  )
  const counts = Map.groupBy(clips, ({ label }) => label)
  const most = Math.max(...[...counts.values()].map((of) => of.length))
  const taken = thinned(found, most)
  const sideOf = new Map(clips.map(({ group }, i) => [group, sides[i] ?? 'train']))
  const name = backgroundName([...counts.keys()])
  const rests: Rests = {
    name,
    clips: taken.map(({ window, footage }) => ({
      key: `${prefix}:${footage.recording_id}:${window.first}`,
      file: footage.path,
      label: name,
      group: groupOf(footage),
      range: window,
    })),
    sides: taken.map(({ footage }) => sideOf.get(groupOf(footage)) ?? 'train'),
    footage: taken.map(({ footage }) => footage),
  }
  return rests.sides.includes('train') ? rests : null
}

/** The recording that a clip of nothing was made of, by the clip's key; null for other clips. */
export function recordingOfRest(key: string): string | null {
  const [kind, recordingId] = key.split(':')
  return kind === prefix && recordingId !== undefined ? recordingId : null
}

function framesOf({ first_frame: first, last_frame: last }: Pick<BusyRange, 'first_frame' | 'last_frame'>): FrameRange {
  return { first, last }
}
