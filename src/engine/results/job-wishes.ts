/** Jobs that measured, with what they were asked for. */
import { z } from 'zod'
import { results, resultsWish, type Results, type ResultsWish } from '../../contract/results.ts'
import type { Job } from '../../contract/things.ts'
import type { EngineContext } from '../context.ts'
import { jobTable } from '../library/job-rows.ts'

export interface AskedJob {
  /** As it is now. */
  readonly job: Job
  readonly resultsId: string
  readonly set: Results['set']
  readonly wish: ResultsWish
}

const params = z.object({ resultsId: z.string(), set: results.shape.set, wish: resultsWish })

/** Newest first. Those of a version that asked otherwise are left out. */
export function measuringJobs({ db, jobs }: Pick<EngineContext, 'db' | 'jobs'>): AskedJob[] {
  return jobTable(db)
    .ofKind('reproduce')
    .flatMap(({ job, params: said }) => {
      const asked = params.safeParse(said)
      if (!asked.success) return []
      // The row of a job that is not over lags behind the job.
      return [{ job: job.endedAt === null ? jobs.get(job.id) : job, ...asked.data }]
    })
}
