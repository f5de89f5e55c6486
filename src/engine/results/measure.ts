/** The job that measures: the same as `touchline reproduce`, into the library, with progress over all of its runs. */
import type { ComputeEvent } from '../../contract/compute.ts'
import type { ResultsWish } from '../../contract/results.ts'
import { Problem } from '../../domain/problem.ts'
import { makeFolder } from '../../media/make-folder.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { planRuns, type PlannedRun } from '../reproduction/plan.ts'
import { reproduce, type Plan, type RunEvent } from '../reproduction/reproduce.ts'
import { measuringJobs } from './job-wishes.ts'
import { placeWish, type PlacedWish } from './plan-results.ts'

/**
 * Starts the job, or goes on with what an earlier one left. Its result is {resultsId, runs, failures}.
 * @throws Problem as placeWish and planRuns; CONFLICT where it is under way
 */
export async function startMeasuring(
  context: EngineContext,
  asked: ResultsWish,
): Promise<{ jobId: string; resultsId: string }> {
  const place = await placeWish(context, asked)
  const { resultsId, wish, glanced } = place
  // What can't be run is said now, not by a job.
  if (planRuns(glanced.prepared, wish).length === 0) {
    throw new Problem('INVALID_INPUT', 'This version has none of the systems that were chosen: choose another table.')
  }
  await makeFolder(wish.out)
  if (measuringJobs(context).some(({ job, ...of }) => of.resultsId === resultsId && job.endedAt === null)) {
    throw new Problem('CONFLICT', 'These results are being measured: wait for that, or cancel it.', {
      details: { resultsId },
    })
  }
  const { name, title, origin } = glanced.prepared.set
  const job = context.jobs.start({
    kind: 'reproduce',
    lane: 'compute',
    title: `Measure ${title}`,
    params: { resultsId, set: { name, title, origin }, wish: place.asked },
    run: (jobContext) => measure(context, place, jobContext),
  })
  return { jobId: job.id, resultsId }
}

async function measure(
  context: EngineContext,
  { resultsId, wish }: PlacedWish,
  job: JobContext,
): Promise<Record<string, unknown>> {
  const failures: string[] = []
  const told = teller(job)
  job.keep({ resultsId, failures })
  await reproduce(wish, {
    compute: () => context.compute,
    program: 'the window',
    signal: job.signal,
    onPrepare: (done, total) => job.progress(`Reading the data set: file ${done} of ${total}`, done, total),
    onPlan: told.plan,
    onRun: (run, event) => {
      if (event.type === 'failed') failures.push(`${nameOf(run)}: ${event.message}`)
      told.run(run, event)
    },
    onPictures: () => job.progress('Making pictures of where the networks look', 0, 0),
    onWritten: () => context.events.emit({ type: 'changed', what: 'results', recordingId: null }),
  })
  return { resultsId, runs: told.count(), failures }
}

/** Turns what happens into progress and log. Runs count by the time that they were estimated to take. */
function teller(job: JobContext) {
  let secsOf: ReadonlyMap<string, number> = new Map()
  let [runs, place, total, over, share] = [0, 0, 0, 0, 0]
  const progress = (run: PlannedRun, phase: string) => {
    const secs = share * (secsOf.get(run.key) ?? 0)
    job.progress(`Run ${place} of ${runs}: ${nameOf(run)}: ${phase}`, over + secs, total)
  }
  const end = (run: PlannedRun, said: string) => {
    over += secsOf.get(run.key) ?? 0
    job.log(`${nameOf(run)}${said}`)
  }
  return {
    count: () => runs,
    plan: (plan: Plan) => {
      const left = plan.runs.filter(({ isDone }) => !isDone)
      secsOf = new Map(left.map(({ run, secs }) => [run.key, secs]))
      runs = plan.runs.length
      place = runs - left.length
      total = plan.secsLeft
      job.log(`${runs} ${runs === 1 ? 'run' : 'runs'}, done before: ${place}`)
    },
    run: (run: PlannedRun, event: RunEvent) => {
      switch (event.type) {
        case 'begun':
          place++
          share = 0
          job.log(nameOf(run))
          return progress(run, 'Starting')
        case 'compute':
          share = Math.max(share, trainedShare(event.event))
          if (event.event.type === 'progress') return progress(run, event.event.phase)
          if (event.event.type === 'log') return job.log(`  ${event.event.text}`)
          return
        case 'failed':
          return end(run, ` failed: ${event.message}`)
        case 'done': {
          const { top1, n } = event.result.evaluation
          return end(run, `: ${(100 * top1).toFixed(1)} % of ${n} test clips`)
        }
      }
    },
  }
}

/** Of a run; what comes before and after the training is not counted. */
function trainedShare(event: ComputeEvent): number {
  return event.type === 'progress' && event.phase === 'Training' && event.total > 0 ? event.done / event.total : 0
}

function nameOf({ title, protocol, folds, fold }: PlannedRun): string {
  return `${title}, ${protocol.kind}${folds > 1 ? `, ${fold}` : ''}`
}
