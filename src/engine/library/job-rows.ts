/** Rows of job and job_log. */
import { z } from 'zod'
import { jobKind, jobState, wireProblem } from '../../contract/things.ts'
import type { Job, JobKind } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

const jobRow = z.object({
  id: z.string(),
  kind: jobKind,
  title: z.string(),
  state: jobState,
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  problem: json(wireProblem).nullable(),
  result: json(z.record(z.string(), z.unknown())).nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
})

const askedRow = jobRow.extend({ params: json(z.record(z.string(), z.unknown())) })

/** Lists show this many jobs; older ones stay in the library. */
const listedJobs = 200

export const jobTable = perDatabase((db) => {
  const columns = 'id, kind, title, state, phase, done, total, problem, result, created_at, started_at, ended_at'
  const byId = prepareQuery(db, jobRow, `SELECT ${columns} FROM job WHERE id = ?`)
  const newest = prepareQuery(
    db,
    jobRow,
    `SELECT ${columns} FROM job ORDER BY created_at DESC, rowid DESC LIMIT ${listedJobs}`,
  )
  const ofKind = prepareQuery(
    db,
    askedRow,
    `SELECT ${columns}, params FROM job WHERE kind = ? ORDER BY created_at DESC, rowid DESC`,
  )
  const insert = prepareWrite(
    db,
    `INSERT INTO job (id, kind, title, state, params, created_at) VALUES (?, ?, ?, 'queued', ?, ?)`,
  )
  const update = prepareWrite(
    db,
    `UPDATE job SET state = ?, phase = ?, done = ?, total = ?, problem = ?, result = ?, started_at = ?, ended_at = ? WHERE id = ?`,
  )
  const interrupt = prepareWrite(
    db,
    `UPDATE job SET state = 'interrupted', ended_at = ? WHERE state IN ('queued', 'running')`,
  )
  const addLine = prepareWrite(db, 'INSERT INTO job_log (job_id, line, text) VALUES (?, ?, ?)')
  const lines = prepareQuery(
    db,
    z.object({ text: z.string() }),
    'SELECT text FROM job_log WHERE job_id = ? ORDER BY line',
  )
  return {
    insert: (job: Job, params: Record<string, unknown>) =>
      insert(job.id, job.kind, job.title, JSON.stringify(params), job.createdAt),
    update: (job: Job) =>
      update(
        job.state,
        job.phase,
        job.done,
        job.total,
        job.problem && JSON.stringify(job.problem),
        job.result && JSON.stringify(job.result),
        job.startedAt,
        job.endedAt,
        job.id,
      ),
    find: (id: string): Job | undefined => {
      const row = byId.get(id)
      return row && toJob(row)
    },
    list: (): Job[] => newest.all().map(toJob),
    /** Every job of a kind with what it was asked for, newest first. */
    ofKind: (kind: JobKind) => ofKind.all(kind).map((row) => ({ job: toJob(row), params: row.params })),
    /** Marks what the last process left unfinished. */
    interruptUnfinished: (at: string) => interrupt(at),
    addLine: (jobId: string, line: number, text: string) => addLine(jobId, line, text),
    lines: (jobId: string) => lines.all(jobId).map((row) => row.text),
  }
})

function toJob(row: z.infer<typeof jobRow>): Job {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    phase: row.phase,
    done: row.done,
    total: row.total,
    secsLeft: null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    problem: row.problem,
    result: row.result,
  }
}
