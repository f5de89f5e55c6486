/** Tables `run` and `epoch_metric`. */
import { z } from 'zod'
import type { Run } from '../../contract/index.ts'
import { epochMetrics, runRecord, trainingConfig } from '../../contract/learning.ts'
import type { EpochMetrics, RunRecord, TrainingConfig } from '../../contract/learning.ts'
import { jobState } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const json = z.string().transform((text): unknown => JSON.parse(text))

/** A run as the library keeps it; whether it can go on shows its folder. */
export type StoredRun = Omit<Run, 'resumable'> & { readonly dataSetId: string }

const runRow = z
  .object({
    id: z.string(),
    name: z.string(),
    job_id: z.string(),
    state: jobState,
    config: json.pipe(trainingConfig),
    data_set_id: z.string(),
    labels: json.pipe(z.array(z.string())),
    clips: z.number(),
    groups: z.number(),
    protocol: z.string(),
    record: json.pipe(runRecord).nullable(),
    started_at: z.string(),
    model_id: z.string().nullable(),
  })
  .transform((row): StoredRun => ({
    id: row.id,
    name: row.name,
    jobId: row.job_id,
    // A run that waits for its turn is under way to a person.
    state: row.state === 'queued' ? 'running' : row.state,
    config: row.config,
    dataSetId: row.data_set_id,
    labels: row.labels,
    clips: row.clips,
    groups: row.groups,
    protocol: row.protocol,
    record: row.record,
    startedAt: row.started_at,
    modelId: row.model_id,
  }))

const select = `
  SELECT run.id, run.name, run.job_id, job.state, run.config, run.data_set_id, run.record, run.started_at, run.model_id, data_set.protocol,
    json_extract(data_set.clips, '$.labels') AS labels,
    json_array_length(data_set.clips, '$.clips') AS clips,
    (SELECT count(DISTINCT json_extract(value, '$.group')) FROM json_each(data_set.clips, '$.clips')) AS groups
  FROM run JOIN job ON job.id = run.job_id JOIN data_set ON data_set.id = run.data_set_id`

export interface NewRun {
  readonly id: string
  readonly name: string
  readonly jobId: string
  readonly dataSetId: string
  readonly config: TrainingConfig
  readonly startedAt: string
}

export const runTable = perDatabase((db) => {
  const insert = prepareWrite(
    db,
    'INSERT INTO run (id, name, job_id, data_set_id, config, started_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const setModel = prepareWrite(db, 'UPDATE run SET model_id = ? WHERE id = ?')
  const setBegun = prepareWrite(db, 'UPDATE run SET config = ?, record = ? WHERE id = ?')
  const setJob = prepareWrite(db, 'UPDATE run SET job_id = ? WHERE id = ?')
  const list = prepareQuery(db, runRow, `${select} ORDER BY run.started_at DESC, run.id`)
  const byId = prepareQuery(db, runRow, `${select} WHERE run.id = ?`)
  const putEpoch = prepareWrite(db, 'INSERT OR REPLACE INTO epoch_metric (run_id, epoch, metrics) VALUES (?, ?, ?)')
  const epochRow = z.object({ metrics: json.pipe(epochMetrics) })
  const epochs = prepareQuery(db, epochRow, 'SELECT metrics FROM epoch_metric WHERE run_id = ? ORDER BY epoch')
  return {
    insert(run: NewRun): void {
      insert(run.id, run.name, run.jobId, run.dataSetId, JSON.stringify(run.config), run.startedAt)
    },
    setModel(id: string, modelId: string): void {
      setModel(modelId, id)
    },
    /** What it really trains with: settings as they fit the machine, the machine, the versions. */
    setBegun(id: string, config: TrainingConfig, record: RunRecord): void {
      setBegun(JSON.stringify(config), JSON.stringify(record), id)
    },
    /** The job that works on it from now on. */
    setJob(id: string, jobId: string): void {
      setJob(jobId, id)
    },
    /** Newest first. */
    list: () => list.all(),
    find: (id: string) => byId.get(id),
    /** Enters an epoch, in place of an earlier one where a run went on from before it. */
    putEpoch(runId: string, metrics: EpochMetrics): void {
      putEpoch(runId, metrics.epoch, JSON.stringify(metrics))
    },
    epochs: (runId: string) => epochs.all(runId).map((row) => row.metrics),
  }
})
