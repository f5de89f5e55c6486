/** How a model's last pass over a recording ended, where the proposals themselves don't say it. */
import type { Job } from '../../contract/things.ts'
import { plural } from '../ui/words.ts'

/** Null where there is nothing to say: while it is under way, and where new proposals stand in the list. */
export function passWords({ state, problem, result }: Pick<Job, 'state' | 'problem' | 'result'>): string | null {
  switch (state) {
    case 'queued':
    case 'running':
      return null
    case 'failed':
      return problem?.message ?? 'The last pass failed. Its log under Jobs says more.'
    case 'cancelled':
      return 'The last pass was cancelled. What stood here before it stands as it was.'
    case 'interrupted':
      return 'Touchline stopped before the last pass was done. Start it again.'
    case 'done':
      return foundWords(result ?? {})
  }
}

function foundWords({ segments, knownBefore }: Record<string, unknown>): string | null {
  if (segments !== 0) return null
  return typeof knownBefore === 'number' && knownBefore > 0
    ? `The last pass found nothing new: you decided on ${plural(knownBefore, 'proposal')} of it before.`
    : 'The last pass found nothing that the model is at least 50 % sure of.'
}
