/** The paper's tables on a data set: plan, run what is not done, write. */
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { ComputeEvent } from '../../contract/compute.ts'
import { scaled } from '../../contract/scales.ts'
import { toProblem, type ProblemCode } from '../../domain/problem.ts'
import { makeFolder } from '../../media/make-folder.ts'
import type { ComputeLauncher } from '../context.ts'
import type { Fault } from '../datasets/owners/index.ts'
import { sideBySide } from '../side-by-side.ts'
import { carryOut } from './carry-out.ts'
import { estimateRun, type Estimate } from './estimate.ts'
import { lockFolder } from '../library/lock.ts'
import { writeGradCam, writeTables, type WrittenTable } from './outputs.ts'
import { checkWish, planRuns, type PlannedRun, type Wish } from './plan.ts'
import { prepareSet, type PreparedSet } from './prepared-set.ts'
import { readRuns, type RunResult } from './run-store.ts'

export interface ReproductionWish extends Wish {
  /** Folder of the set as its owner hands it out. */
  readonly data: string
  /** Where everything goes. */
  readonly out: string
  /** Where what decoding showed of the set is kept, for reproductions that share it; left out: in `out`. */
  readonly footageFile?: string | undefined
  /** Runs at once, which share the cores. */
  readonly jobs: number
}

export interface EstimatedRun extends Estimate {
  readonly run: PlannedRun
  readonly isDone: boolean
}

export interface Plan {
  readonly prepared: PreparedSet
  readonly faults: readonly Fault[]
  readonly runs: readonly EstimatedRun[]
  /** With what is still to be done at once as asked. */
  readonly secsLeft: number
  readonly bytesLeft: number
  /** What the same would take at the scale for laptops; null where it is asked for, or a smaller one. */
  readonly laptopSecsLeft: number | null
}

export interface ReproductionMeans {
  /** A launcher whose processes use so many threads. */
  readonly compute: (threads: number) => ComputeLauncher
  /** What a person would call this process, where another finds the folder taken. */
  readonly program?: string
  readonly signal?: AbortSignal | undefined
  readonly onPrepare?: (done: number, total: number) => void
  readonly onPlan?: (plan: Plan) => void
  readonly onRun?: (run: PlannedRun, event: RunEvent) => void
  /** The tables were written anew. */
  readonly onWritten?: () => void
  /** All runs are over, and Grad-CAM begins. */
  readonly onPictures?: () => void
}

export type RunEvent =
  | { readonly type: 'begun' }
  | { readonly type: 'compute'; readonly event: ComputeEvent }
  | { readonly type: 'done'; readonly result: RunResult; readonly done: number; readonly of: number }
  /** It counts as not run; the others go on. */
  | { readonly type: 'failed'; readonly message: string }

/** What would come of every run, and not of one alone. */
const ofTheMachine: readonly ProblemCode[] = ['CANCELLED', 'FFMPEG_MISSING', 'TENSORFLOW_MISSING', 'DISK_FULL']

/** Runs that go on at once: as many as were asked for, and no more than there are cores. */
export function lanesOf({ jobs }: Pick<ReproductionWish, 'jobs'>): number {
  return Math.max(1, Math.min(jobs, availableParallelism()))
}

/** What would be done, and how long it may take. @throws Problem as prepareSet and planRuns */
export async function planReproduction(
  wish: ReproductionWish,
  { signal, onPrepare }: Omit<ReproductionMeans, 'compute'>,
): Promise<Plan> {
  checkWish(wish)
  const cacheFile = wish.footageFile ?? path.join(path.resolve(wish.out), 'footage.json')
  const prepared = await prepareSet(wish.data, { cacheFile, signal, ...(onPrepare && { onProgress: onPrepare }) })
  return estimatedPlan(prepared, wish)
}

/**
 * The plan for a set that was looked through, or at least at.
 * @param planned the runs of the wish, where they are known already
 * @throws Problem as planRuns
 */
export async function estimatedPlan(
  prepared: PreparedSet,
  wish: ReproductionWish,
  planned = planRuns(prepared, wish),
): Promise<Plan> {
  const { done } = await readRuns(path.resolve(wish.out))
  const cores = availableParallelism()
  const runs = planned.map((run): EstimatedRun => {
    const known = done.find(({ key }) => key === run.key)
    if (known) return { run, isDone: true, secs: known.trainSecs + known.testSecs, modelBytes: known.modelBytes }
    return { run, isDone: false, ...estimateRun(run, cores, done) }
  })
  const left = runs.filter((one) => !one.isDone)
  const laptopSecs = (run: PlannedRun) => estimateRun({ ...run, config: scaled(run.config, 'laptop') }, cores, []).secs
  return {
    prepared,
    faults: prepared.set.faults,
    runs,
    secsLeft: left.reduce((sum, { secs }) => sum + secs, 0),
    bytesLeft: left.reduce((sum, { modelBytes }) => sum + modelBytes, 0),
    laptopSecsLeft: wish.scale === 'paper' ? left.reduce((sum, { run }) => sum + laptopSecs(run), 0) : null,
  }
}

/**
 * Runs what is not done yet, and writes the tables after every run. A run that was stopped goes on from its last checkpoint;
 * one that fails is named below its table, and tried again the next time.
 * @throws Problem CANCELLED, FFMPEG_MISSING, TENSORFLOW_MISSING, DISK_FULL, once what is under way has let go; LIBRARY_LOCKED
 *   where another process is at it; as makeFolder
 */
export async function reproduce(wish: ReproductionWish, means: ReproductionMeans): Promise<WrittenTable[]> {
  const out = path.resolve(wish.out)
  await makeFolder(out)
  const lock = lockFolder(out, { program: means.program ?? 'touchline reproduce', what: 'folder' })
  try {
    const plan = await planReproduction(wish, means)
    means.onPlan?.(plan)
    const { set } = plan.prepared
    const planned = plan.runs.map(({ run }) => run)
    const failures: string[] = []
    const output = { out, wish, set, planned, failures }
    const write = async (gradCam: readonly string[] = []) => {
      const tables = await writeTables(output, gradCam)
      means.onWritten?.()
      return tables
    }
    await write()
    const lanes = lanesOf(wish)
    const compute = means.compute(Math.max(1, Math.floor(availableParallelism() / lanes)))
    const left = plan.runs.filter(({ isDone }) => !isDone).map(({ run }) => run)
    let done = planned.length - left.length
    // One writer of tables at a time.
    let writing: Promise<unknown> = Promise.resolve()
    await sideBySide(left, { lanes, signal: means.signal }, async (run, signal) => {
      means.onRun?.(run, { type: 'begun' })
      const onEvent = (event: ComputeEvent) => means.onRun?.(run, { type: 'compute', event })
      try {
        const result = await carryOut(run, { out, set }, { compute, signal, onEvent })
        done++
        means.onRun?.(run, { type: 'done', result, done, of: planned.length })
      } catch (caught) {
        const { code, message } = toProblem(caught)
        if (signal.aborted || ofTheMachine.includes(code)) throw caught
        failures.push(`${run.title}, ${run.protocol.name}${run.folds > 1 ? `, ${run.fold}` : ''}: ${message}`)
        means.onRun?.(run, { type: 'failed', message })
      }
      writing = writing.then(() => write())
      await writing
    })
    if (wish.tables.some(({ kind }) => kind === 'grad-cam')) means.onPictures?.()
    return await write(await writeGradCam(output, { compute, signal: means.signal }))
  } finally {
    lock.release()
  }
}
