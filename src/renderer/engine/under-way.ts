import type { Job } from '../../contract/things.ts'

/** Whether a job is still to end: it runs, or waits for other work. Not where there is none. */
export function isUnderWay(job: Pick<Job, 'state'> | null | undefined): boolean {
  return job?.state === 'queued' || job?.state === 'running'
}
