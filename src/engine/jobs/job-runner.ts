/** Jobs: long work with a row that survives restarts, a lane, progress, a log and a way to stop it. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../domain/problem.ts'
import type { Job } from '../../contract/things.ts'
import type { JobRunner, JobSpec } from '../context.ts'
import { jobTable } from '../library/job-rows.ts'
import { type JobRunnerParts, RunningJob } from './running-job.ts'

/** Starts the runner of a library: what the last process left unfinished is 'interrupted' from now on. */
export function makeJobRunner(parts: JobRunnerParts): JobRunner {
  const table = jobTable(parts.db)
  table.interruptUnfinished(new Date().toISOString())
  const unfinished = new Map<string, RunningJob>()
  const lanes = new Map<JobSpec['lane'], Promise<void>>()
  let closing = false

  function start(spec: JobSpec): Job {
    if (closing) throw new Problem('CANCELLED', 'Touchline is closing: no new work is started.')
    const running = new RunningJob(newJob(spec), spec, parts)
    table.insert(running.job, spec.params)
    unfinished.set(running.job.id, running)
    running.announce()
    const before = lanes.get(spec.lane) ?? Promise.resolve()
    const over = before.then(async () => {
      await running.run()
      unfinished.delete(running.job.id)
    })
    lanes.set(spec.lane, over)
    return running.job
  }

  function get(id: string): Job {
    const job = unfinished.get(id)?.job ?? table.find(id)
    if (job === undefined) throw new Problem('NOT_FOUND', `There is no job ${id} in this library.`, { details: { id } })
    return job
  }

  return {
    start,
    get,
    list: () => table.list().map((job) => unfinished.get(job.id)?.job ?? job),
    log: (id) => {
      get(id)
      return unfinished.get(id)?.logLines() ?? table.lines(id)
    },
    cancel: (id) => {
      unfinished.get(id)?.cancel()
      return get(id)
    },
    whenOver: async (id) => {
      await unfinished.get(id)?.over
      return get(id)
    },
    close: async () => {
      closing = true
      for (const running of unfinished.values()) running.cancel()
      await Promise.all(lanes.values())
    },
  }
}

function newJob(spec: JobSpec): Job {
  return {
    id: randomUUID(),
    kind: spec.kind,
    title: spec.title,
    ...(spec.about !== undefined && { about: spec.about }),
    state: 'queued',
    phase: 'Waiting',
    done: 0,
    total: 0,
    secsLeft: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    endedAt: null,
    problem: null,
    result: null,
  }
}
