/** Procedures of jobs. */
import type { ContractImplementer } from '../implementer.ts'
import type { EngineContext } from '../context.ts'

export function jobProcedures(os: ContractImplementer, context: EngineContext) {
  const { jobs, events } = context
  return {
    jobs: {
      list: os.jobs.list.handler(() => jobs.list()),
      get: os.jobs.get.handler(({ input }) => jobs.get(input.id)),
      cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.id)),
      log: os.jobs.log.handler(({ input }) => jobs.log(input.id)),
      watch: os.jobs.watch.handler(({ signal }) => {
        const running = jobs.list().filter((job) => job.endedAt === null)
        return events.subscribe(
          signal,
          running.map((job) => ({ type: 'job', job })),
        )
      }),
    },
  }
}
