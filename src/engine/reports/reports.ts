/** Reports of sessions: made as jobs, kept as files under exports/. */
import { createHash, randomUUID } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import type { report as reportSchema } from '../../contract/index.ts'
import type { ModelFile } from '../../contract/learning.ts'
import { writeWhole } from '../../media/temp-file.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { makeFolderAgain } from '../files/folder-again.ts'
import { plainName } from '../files/plain-name.ts'
import { requireSession } from '../library/lookups.ts'
import { reportTable } from '../library/reports.ts'
import type { ReportRow } from '../library/reports.ts'
import type { LibraryModel } from '../training/models.ts'
import { requireModel } from '../training/models.ts'
import { drawnFrames } from './drawings.ts'
import { sessionFacts } from './facts.ts'
import type { SessionFacts } from './facts.ts'
import { reportPage } from './page.ts'
import { whyOf } from './why.ts'

export type Report = z.output<typeof reportSchema>

/**
 * Starts a report of a session; with a model, it also says its score and shows what it looks at.
 * @throws Problem NOT_FOUND, FILE_NOT_FOUND or MODEL_UNUSABLE for the model
 */
export async function startReport(
  context: EngineContext,
  { sessionId, modelId }: { sessionId: string; modelId: string | null },
): Promise<{ jobId: string }> {
  const { name } = requireSession(context.db, sessionId)
  const used = modelId === null ? null : await requireModel(context, modelId)
  const job = context.jobs.start({
    kind: 'report',
    title: `Report of ${name}`,
    about: sessionId,
    params: { sessionId, modelId },
    lane: used === null ? 'footage' : 'compute',
    run: async (jobContext) => ({ reportId: (await makeReport(context, { sessionId, used }, jobContext)).id }),
  })
  return { jobId: job.id }
}

/** Reports, newest first; of every session where none is named. */
export function listReports(context: EngineContext, sessionId: string | null): Report[] {
  return reportTable(context.db)
    .list(sessionId)
    .map((row) => toReport(context, row))
}

async function makeReport(
  context: EngineContext,
  { sessionId, used }: { sessionId: string; used: LibraryModel | null },
  job: JobContext,
): Promise<ReportRow> {
  const steps = used === null ? 2 : 3
  job.progress('Reading the session', 0, steps)
  const facts = sessionFacts(context.db, sessionId)
  const models = await modelsOf(context, facts, used)
  if (used !== null) job.progress('Explaining a clip', 1, steps)
  const why = used === null ? null : await whyOf(context, { facts, used }, job)
  const drawn = await drawnFrames(context, facts.recordings, job)
  job.progress('Writing the report', steps - 1, steps)
  const id = randomUUID()
  const madeAt = new Date().toISOString()
  const page = reportPage({
    facts,
    models,
    why,
    drawn,
    reportId: id,
    fileListHash: fileListHash(facts),
    madeAt,
    appVersion: context.appVersion,
  })
  job.signal.throwIfAborted()
  const file = path.join(context.paths.exports, fileName(facts, madeAt, id))
  await makeFolderAgain(context.paths.exports)
  await writeWhole(file, (partial) => writeFile(partial, page))
  const row: ReportRow = {
    id,
    session_id: sessionId,
    title: `${facts.athlete.name} · ${facts.session.name}`,
    file: path.relative(context.paths.root, file).split(path.sep).join('/'),
    size_bytes: (await stat(file)).size,
    created_at: madeAt,
  }
  reportTable(context.db).insert(row)
  context.events.emit({ type: 'changed', what: 'reports', recordingId: null })
  return row
}

/** The model that was asked for and those whose segments the session has; one that is gone is passed over. */
async function modelsOf(context: EngineContext, facts: SessionFacts, used: LibraryModel | null): Promise<ModelFile[]> {
  const models = used === null ? [] : [used.model]
  for (const id of facts.modelIds) {
    if (id === used?.model.id) continue
    try {
      models.push((await requireModel(context, id)).model)
    } catch (caught) {
      context.log.warn(`The report leaves out the model ${id}, which can't be read.`, caught)
    }
  }
  return models
}

/** SHA-256 over the recordings' own hashes and names, one line each as sha256sum prints them, sorted. */
export function fileListHash(facts: Pick<SessionFacts, 'recordings'>): string {
  const lines = facts.recordings.map(({ row }) => `${row.sha256}  ${row.file_name}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}

/** A name that every system takes and that a person finds again: `2026-03-01-anna-morning-1f3a9c2e.html`. */
function fileName({ athlete, session }: SessionFacts, madeAt: string, id: string): string {
  const plain = plainName(`${session.date ?? madeAt.slice(0, 10)} ${athlete.name} ${session.name}`)
  return `${plain}-${id.slice(0, 8)}.html`
}

function toReport(context: EngineContext, row: ReportRow): Report {
  return {
    id: row.id,
    sessionId: row.session_id,
    title: row.title,
    file: path.join(context.paths.root, row.file),
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
  }
}
