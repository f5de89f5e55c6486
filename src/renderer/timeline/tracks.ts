/** The tracks of a timeline: one per label or athlete, and under it one for what a model proposes, while there is any. */
import type { Label, Segment } from '../../contract/things.ts'
import { byGroup } from '../../domain/labels.ts'

export type TracksBy = 'label' | 'athlete'

export interface Track {
  readonly key: string
  readonly title: string
  /** Null where the track is an athlete's: then each segment has its own label. */
  readonly label: Label | null
  readonly holds: 'labels' | 'proposals'
  /** Tracks of one group stand together; empty: none. */
  readonly group: string
  /** By first frame. */
  readonly segments: readonly Segment[]
}

interface Shown {
  readonly labels: readonly Label[]
  readonly athletes: readonly { readonly id: string; readonly name: string }[]
  /** By first frame. */
  readonly segments: readonly Segment[]
}

/** A person's segments and accepted proposals stand on their label's track; open and rejected ones on the one below. */
export function holderOf(segment: Pick<Segment, 'source' | 'state'>): Track['holds'] {
  return segment.source === 'model' && (segment.state === 'proposed' || segment.state === 'rejected')
    ? 'proposals'
    : 'labels'
}

/** Tracks of labels stand as the labels do in lists. */
export function tracksOf(by: TracksBy, { labels, athletes, segments }: Shown): Track[] {
  const sorted = sortedOut(segments, by)
  const owners =
    by === 'label'
      ? byGroup(labels).flatMap(([group, ofGroup]) =>
          ofGroup.map((label) => ({ id: label.id, title: label.name, label, group })),
        )
      : athletes.map(({ id, name }) => ({ id, title: name, label: null, group: '' }))
  return owners.flatMap(({ id, ...owner }): Track[] => {
    const own = sorted.get(id)
    const proposals = own?.proposals ?? []
    return [
      { ...owner, key: id, holds: 'labels', segments: own?.labels ?? [] },
      ...(proposals.length > 0
        ? [{ ...owner, key: `${id}/proposals`, holds: 'proposals' as const, segments: proposals }]
        : []),
    ]
  })
}

/** In one pass: there may be a hundred thousand. */
function sortedOut(segments: readonly Segment[], by: TracksBy): Map<string, Record<Track['holds'], Segment[]>> {
  const found = new Map<string, Record<Track['holds'], Segment[]>>()
  for (const segment of segments) {
    const id = by === 'label' ? segment.labelId : segment.athleteId
    let own = found.get(id)
    if (own === undefined) found.set(id, (own = { labels: [], proposals: [] }))
    own[holderOf(segment)].push(segment)
  }
  return found
}
