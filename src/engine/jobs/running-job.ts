/** One job from queued to its end. */
import type { Database } from 'better-sqlite3'
import { Problem, toProblem } from '../../domain/problem.ts'
import type { Job } from '../../contract/things.ts'
import type { EventBus, JobContext, JobSpec, Log } from '../context.ts'
import { jobTable } from '../library/job-rows.ts'
import { makePace } from './pace.ts'

/** At most ten events a second: more than an eye follows. */
const eventGapMs = 100
/** How often the row and the log of a running job are written; every write is synced to the disk. */
const storeGapMs = 2000
/** A log beyond this is a fault of whoever writes it; its end is cut off. */
const maxLogLines = 5000

/** What jobs work with. */
export interface JobRunnerParts {
  readonly db: Database
  readonly events: EventBus
  readonly log: Log
}

export class RunningJob {
  /** Resolves when the job is over; never rejects. */
  readonly over: Promise<void>
  job: Job
  readonly #spec: JobSpec
  readonly #parts: JobRunnerParts
  readonly #abort = new AbortController()
  readonly #log: string[] = []
  #storedLines = 0
  #kept: Record<string, unknown> | null = null
  #pace = { total: 0, atMs: 0, fromDone: 0 }
  readonly #events = makePace(eventGapMs, () => this.announce())
  readonly #storing = makePace(storeGapMs, () => this.#store())
  #resolveOver: () => void = () => undefined

  constructor(job: Job, spec: JobSpec, parts: JobRunnerParts) {
    this.job = job
    this.#spec = spec
    this.#parts = parts
    this.over = new Promise((resolve) => {
      this.#resolveOver = resolve
    })
  }

  /** Does the work; whatever happens ends as a state of the job. */
  async run(): Promise<void> {
    if (this.#abort.signal.aborted) return
    this.#change({ state: 'running', phase: 'Starting', startedAt: now() })
    try {
      const result = await this.#spec.run(this.#context())
      this.#end({ state: 'done', phase: '', done: this.job.total, result })
    } catch (caught) {
      this.#endWith(caught)
    }
  }

  cancel(): void {
    if (this.#abort.signal.aborted || this.job.endedAt !== null) return
    this.#abort.abort(new Problem('CANCELLED', 'Cancelled.'))
    if (this.job.state === 'queued') this.#endWith(this.#abort.signal.reason)
    else {
      this.job = { ...this.job, phase: 'Stopping', secsLeft: null }
      this.announce()
    }
  }

  logLines(): string[] {
    return [...this.#log]
  }

  announce(): void {
    this.#parts.events.emit({ type: 'job', job: this.job })
  }

  #context(): JobContext {
    return {
      id: this.job.id,
      signal: this.#abort.signal,
      progress: (phase, done, total) => this.#progress(phase, done, total),
      log: (text) => {
        if (this.#log.length < maxLogLines) this.#log.push(text)
        this.#storing.ask()
      },
      keep: (result) => {
        this.#kept = result
      },
    }
  }

  #progress(phase: string, done: number, total: number): void {
    if (this.job.endedAt !== null || this.#abort.signal.aborted) return
    // Work that is measured anew has a pace of its own.
    if (total !== this.#pace.total || done < this.job.done) {
      this.#pace = { total, atMs: performance.now(), fromDone: done }
    }
    this.job = { ...this.job, phase, done, total, secsLeft: this.#secsLeft(done, total) }
    this.#events.ask()
    this.#storing.ask()
  }

  /** At the pace so far. */
  #secsLeft(done: number, total: number): number | null {
    const elapsedSecs = (performance.now() - this.#pace.atMs) / 1000
    const doneSince = done - this.#pace.fromDone
    if (total <= 0 || doneSince <= 0 || elapsedSecs < 0.5) return null
    return Math.max(0, ((total - done) * elapsedSecs) / doneSince)
  }

  #endWith(caught: unknown): void {
    const cancelled = this.#abort.signal.aborted
    const problem = cancelled ? new Problem('CANCELLED', 'Cancelled.', { cause: caught }) : toProblem(caught)
    if (!cancelled) {
      const { log } = this.#parts
      const text = `${this.job.title}: ${problem.message}`
      // What was foreseen stands in the job, where whoever asked for it reads it.
      if (problem.code === 'INTERNAL') log.warn(text, problem.cause ?? problem)
      else log.info(text, problem.cause)
    }
    this.#end({
      state: cancelled ? 'cancelled' : 'failed',
      problem: { code: problem.code, message: problem.message, details: { ...problem.details } },
      result: this.#kept,
    })
  }

  #end(last: Partial<Job>): void {
    this.#events.stop()
    this.#storing.stop()
    this.#change({ ...last, secsLeft: null, endedAt: now() })
    this.#resolveOver()
  }

  #change(change: Partial<Job>): void {
    this.job = { ...this.job, ...change }
    this.#store()
    this.announce()
  }

  /** A job whose row can't be written goes on: what it makes is stored by its own transactions. */
  #store(): void {
    const table = jobTable(this.#parts.db)
    try {
      this.#parts.db
        .transaction(() => {
          for (let line = this.#storedLines; line < this.#log.length; line++) {
            table.addLine(this.job.id, line, this.#log[line] ?? '')
          }
          table.update(this.job)
        })
        .immediate()
      this.#storedLines = this.#log.length
    } catch (caught) {
      this.#parts.log.warn(`The state of the job “${this.job.title}” could not be stored`, caught)
    }
  }
}

function now(): string {
  return new Date().toISOString()
}
