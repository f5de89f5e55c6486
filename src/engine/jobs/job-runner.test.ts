import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '../../contract/things.ts'
import { Problem } from '../../domain/problem.ts'
import type { JobContext, JobRunner, JobSpec } from '../context.ts'
import { openLibrary } from '../library/open-library.ts'
import type { Library } from '../library/open-library.ts'
import { makeLog } from '../log.ts'
import { makeEventBus } from './event-bus.ts'
import type { ClosableEventBus } from './event-bus.ts'
import { makeJobRunner } from './job-runner.ts'

let dir: string
let library: Library
let events: ClosableEventBus
let jobs: JobRunner
const warnings: string[] = []
const log = makeLog('info', (line) => warnings.push(line))

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'touchline-jobs-'))
  await open()
})
afterEach(async () => {
  await close()
  await rm(dir, { recursive: true })
})

async function open(): Promise<void> {
  library = await openLibrary(dir, { create: true, program: 'test' })
  events = makeEventBus()
  jobs = makeJobRunner({ db: library.db, events, log })
}

async function close(): Promise<void> {
  await jobs.close()
  events.close()
  library.close()
}

function work(run: JobSpec['run'], lane: JobSpec['lane'] = 'footage'): JobSpec {
  return { kind: 'import', title: 'Work', params: {}, lane, run }
}

/** Work that goes on until it is told to stop. */
const untilCancelled = (context: JobContext) =>
  new Promise<Record<string, unknown>>((_, reject) => {
    context.signal.addEventListener('abort', () => reject(context.signal.reason as Problem), { once: true })
  })

describe('a job', () => {
  it('goes from queued over running to done, and keeps result and log in the library', async () => {
    const states: Job['state'][] = []
    const watching = (async () => {
      for await (const event of events.subscribe()) if (event.type === 'job') states.push(event.job.state)
    })()
    const job = jobs.start(
      work(async (context) => {
        context.log('looked at it')
        context.progress('Looking', 1, 2)
        return Promise.resolve({ recordingIds: ['r'] })
      }),
    )
    expect(job.state).toBe('queued')
    const over = await jobs.whenOver(job.id)
    expect(over).toMatchObject({ state: 'done', done: 2, total: 2, result: { recordingIds: ['r'] }, problem: null })
    events.close()
    await watching
    expect(states.at(-1)).toBe('done')
    await close()
    await open()
    expect(jobs.get(job.id)).toEqual(over)
    expect(jobs.log(job.id)).toEqual(['looked at it'])
  })

  it('that fails says why, keeps what it had done, and the log keeps the cause', async () => {
    const job = jobs.start(
      work((context) => {
        context.keep({ recordingIds: ['first'] })
        throw new Problem('NOT_A_VIDEO', 'clip.mp4 is no video.', { cause: new Error('moov atom not found') })
      }),
    )
    expect(await jobs.whenOver(job.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'NOT_A_VIDEO', message: 'clip.mp4 is no video.' },
      result: { recordingIds: ['first'] },
    })
    expect(warnings.join('\n')).toContain('moov atom not found')
  })

  it('that runs is cancelled once its work has let go', async () => {
    let hasLetGo = false
    const job = jobs.start(
      work(async (context) => {
        await untilCancelled(context).catch(() => undefined)
        hasLetGo = true
        throw new Error('interrupted system call')
      }),
    )
    await Promise.resolve()
    expect(jobs.cancel(job.id).endedAt).toBeNull()
    expect(await jobs.whenOver(job.id)).toMatchObject({ state: 'cancelled', problem: { code: 'CANCELLED' } })
    expect(hasLetGo).toBe(true)
  })

  it('that waits is cancelled without having started', async () => {
    const running = jobs.start(work(untilCancelled))
    const waiting = jobs.start(work(() => Promise.reject(new Error('must not start'))))
    expect(jobs.cancel(waiting.id)).toMatchObject({ state: 'cancelled', startedAt: null })
    jobs.cancel(running.id)
    await jobs.whenOver(running.id)
    expect(jobs.get(waiting.id).state).toBe('cancelled')
  })

  it('waits for its lane, but not for another', async () => {
    const order: string[] = []
    const training = jobs.start(work(untilCancelled, 'compute'))
    const one = jobs.start(work(async () => Promise.resolve({ n: order.push('one') })))
    const two = jobs.start(work(async () => Promise.resolve({ n: order.push('two') })))
    await jobs.whenOver(two.id)
    expect(order).toEqual(['one', 'two'])
    expect(jobs.get(one.id).state).toBe('done')
    expect(jobs.get(training.id).state).toBe('running')
  })

  it('that was running when the program ended is shown as interrupted', async () => {
    const insert = `INSERT INTO job (id, kind, title, state, phase, params, created_at)
      VALUES (?, 'train', 'Train', ?, 'Epoch 3', '{}', '2026-01-01T00:00:00.000Z')`
    library.db.prepare(insert).run('was-running', 'running')
    library.db.prepare(insert).run('was-queued', 'queued')
    library.db.prepare(insert).run('was-done', 'done')
    await close()
    await open()
    expect(jobs.get('was-running')).toMatchObject({ state: 'interrupted', phase: 'Epoch 3' })
    expect(jobs.get('was-queued').state).toBe('interrupted')
    expect(jobs.get('was-done').state).toBe('done')
  })

  it('says how long it will take once its pace is known', async () => {
    let secsLeft: number | null | undefined
    const job = jobs.start(
      work(async (context) => {
        context.progress('Reading', 0, 10)
        const start = performance.now()
        while (performance.now() - start < 600) await new Promise((resolve) => setImmediate(resolve))
        context.progress('Reading', 5, 10)
        secsLeft = jobs.get(job.id).secsLeft
        return {}
      }),
    )
    await jobs.whenOver(job.id)
    expect(secsLeft).toBeGreaterThan(0.5)
    expect(secsLeft).toBeLessThan(3)
  })
})
