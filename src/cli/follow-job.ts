/** Follows a job of the engine to its end, as progress on the terminal; Ctrl-C cancels it. */
import { isProblemCode, Problem } from '../domain/problem.ts'
import type { EpochMetrics } from '../contract/learning.ts'
import type { Job } from '../contract/things.ts'
import type { Engine } from '../engine/engine.ts'
import type { Output } from './output.ts'

/**
 * @returns the job once it is done
 * @throws Problem of the job when it failed, CANCELLED when it was stopped.
 */
export async function followJob(
  engine: Engine,
  jobId: string,
  options: { output: Output; signal: AbortSignal; onEpoch?: (metrics: EpochMetrics) => void },
): Promise<Job> {
  const { output, signal } = options
  const over = new AbortController()
  const cancel = () => void engine.client.jobs.cancel({ id: jobId }).catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()

  let toldLines = 0
  const tellLog = () => {
    const lines = engine.context.jobs.log(jobId)
    for (const line of lines.slice(toldLines)) output.note(line)
    toldLines = lines.length
  }
  const watching = (async () => {
    for await (const event of engine.context.events.subscribe(over.signal)) {
      if (event.type === 'job' && event.job.id === jobId && event.job.state === 'running') {
        tellLog()
        output.progress(event.job.phase, event.job.done, event.job.total)
      } else if (event.type === 'epoch') options.onEpoch?.(event.metrics)
    }
  })()
  try {
    return finished(await engine.context.jobs.whenOver(jobId))
  } finally {
    signal.removeEventListener('abort', cancel)
    over.abort()
    await watching
    tellLog()
  }
}

function finished(job: Job): Job {
  switch (job.state) {
    case 'done':
      return job
    case 'cancelled':
      throw new Problem('CANCELLED', `${job.title} was cancelled.`)
    default: {
      const code = job.problem?.code
      throw new Problem(
        isProblemCode(code) ? code : 'INTERNAL',
        job.problem?.message ?? `${job.title} did not end well.`,
        {
          details: { ...job.problem?.details, ...job.result },
        },
      )
    }
  }
}
