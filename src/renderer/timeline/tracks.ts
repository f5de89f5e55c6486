/** The tracks of a timeline: one per label, and under it one for what a model proposes, while there is any. */
import type { Label, Segment } from '../../contract/things.ts'

export interface Track {
  readonly key: string
  readonly label: Label
  readonly holds: 'labels' | 'proposals'
}

/** A person's segments and accepted proposals stand on their label's track; open and rejected ones on the one below. */
export function holderOf(segment: Pick<Segment, 'source' | 'state'>): Track['holds'] {
  return segment.source === 'model' && (segment.state === 'proposed' || segment.state === 'rejected')
    ? 'proposals'
    : 'labels'
}

export function tracksOf(
  labels: readonly Label[],
  segments: readonly Pick<Segment, 'labelId' | 'source' | 'state'>[],
): Track[] {
  const proposedIds = new Set(segments.filter((one) => holderOf(one) === 'proposals').map((one) => one.labelId))
  return labels.flatMap((label): Track[] => [
    { key: label.id, label, holds: 'labels' },
    ...(proposedIds.has(label.id) ? [{ key: `${label.id}/proposals`, label, holds: 'proposals' as const }] : []),
  ])
}
