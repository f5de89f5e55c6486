/** What is said of a job that is over. */
import type { Job } from '../../contract/things.ts'
import { plural } from '../ui/words.ts'

const states: Record<Job['state'], string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted: Touchline stopped before this was done',
}

/** Reasons that are said in full; the log has all of them. */
const REASONS = 3

/** What an import leaves of each file, as far as it is told here. */
interface FileOutcome {
  readonly error?: { readonly message: string }
  readonly duplicate?: boolean
}

/** How it ended; of an import also which files did not come in, and why: the others came in all the same. */
export function endWords(job: Job): string[] {
  if (job.state === 'failed' && job.problem !== null) return [job.problem.message]
  const files = importedFiles(job)
  const there = files.filter(({ duplicate }) => duplicate === true).length
  const known = there === 0 ? '' : `. In the library already: ${plural(there, 'file')}`
  return [`${states[job.state]}${known}`, ...lostWords(files)]
}

function importedFiles({ kind, result }: Job): readonly FileOutcome[] {
  const files = kind === 'import' ? result?.['files'] : null
  return Array.isArray(files) ? (files as readonly FileOutcome[]) : []
}

function lostWords(files: readonly FileOutcome[]): string[] {
  const reasons = files.flatMap(({ error }) => (error === undefined ? [] : [error.message]))
  if (reasons.length === 0) return []
  const more = reasons.length - REASONS
  return [
    `Not imported: ${plural(reasons.length, 'file')} of ${files.length}.`,
    ...reasons.slice(0, REASONS),
    ...(more > 0 ? [`${plural(more, 'more is', 'more are')} in the log.`] : []),
  ]
}
