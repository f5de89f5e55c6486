/** What the commands do on the Review page. */
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import { playRuns } from '../player/play-runs.ts'
import { timelineRuns } from '../timeline/timeline-runs.ts'
import type { Timeline } from '../timeline/timeline.svelte.ts'
import type { Review } from './review.svelte.ts'

interface Reach {
  readonly player: Player
  readonly timeline: Timeline
  readonly review: Review
  readonly explain: () => void
  /** Takes a step of the session's history. */
  readonly step: (way: 'undo' | 'redo') => void
}

export function reviewRuns({
  player,
  timeline,
  review,
  explain,
  step,
}: Reach): Readonly<Record<CommandsOf<'review'>, Run>> {
  return {
    ...playRuns(() => player),
    ...timelineRuns(timeline),
    'edit.undo': () => step('undo'),
    'edit.redo': () => step('redo'),
    'segment.first': () => void review.setBound('first'),
    'segment.last': () => void review.setBound('last'),
    'segment.accept': () => void review.decide('accepted'),
    'segment.reject': () => void review.decide('rejected'),
    'segment.nextProposal': () => review.next(),
    'segment.explain': explain,
  }
}
