/** Which jobs the tray shows, and in which order. */
import type { Job } from '../../contract/things.ts'
import { isUnderWay } from '../engine/under-way.ts'

/** Of jobs that are over, older ones are left to the library. */
const MOST_OVER = 50

/** All that are under way, in the order in which they will be done, then the newest of those that are over. */
export function inTray<One extends Pick<Job, 'state' | 'createdAt'>>(jobs: readonly One[]): One[] {
  const oldestFirst = jobs.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
  const over = oldestFirst.filter((job) => !isUnderWay(job)).toReversed()
  return [...oldestFirst.filter(isUnderWay), ...over.slice(0, MOST_OVER)]
}
