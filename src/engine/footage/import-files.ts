/** The import job: files and folders into recordings of a session, one after the other; one that fails stops none. */
import { rm, rmdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Job } from '../../contract/things.ts'
import { toProblem } from '../../domain/problem.ts'
import type { Problem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { isInside } from '../files/allowed-paths.ts'
import { frameIndexTable } from '../library/frame-indices.ts'
import { requireRecording } from '../library/lookups.ts'
import { recordingTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { collectFiles } from './collect-files.ts'
import type { FoundFile } from './collect-files.ts'
import { makeDerived } from './derived.ts'
import { importResultOf } from './import-result.ts'
import type { FileOutcome } from './import-result.ts'
import { discard, prepareRecording } from './prepare-recording.ts'
import { originalIsThere, restoreRecording } from './recordings.ts'
import { checkPlace, storeRecording } from './store-recording.ts'
import type { ImportPlace } from './store-recording.ts'

export interface ImportRequest extends ImportPlace {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[]
}

/** Starts the job. @throws Problem NOT_FOUND, INVALID_INPUT where the athlete or session chosen doesn't fit */
export function startImport(context: EngineContext, request: ImportRequest): Job {
  checkPlace(context, request)
  const [first] = request.paths
  const title = request.paths.length === 1 ? `Import ${basename(first ?? '')}` : `Import ${request.paths.length} files`
  return context.jobs.start({
    kind: 'import',
    lane: 'footage',
    title,
    params: { ...request },
    run: (job) => importAll(context, request, job),
  })
}

async function importAll(
  context: EngineContext,
  request: ImportRequest,
  job: JobContext,
): Promise<Record<string, unknown>> {
  const files = await collectFiles(context, request.paths)
  const outcomes: FileOutcome[] = []
  const problems: Problem[] = []
  for (const [i, file] of files.entries()) {
    job.signal.throwIfAborted()
    const phase =
      files.length === 1
        ? `Reading ${basename(file.path)}`
        : `Reading ${i + 1} of ${files.length}: ${basename(file.path)}`
    const onProgress = (share: number) => job.progress(phase, i + share, files.length)
    onProgress(0)
    try {
      outcomes.push(await importOne(context, request, file, { signal: job.signal, onProgress }))
    } catch (caught) {
      job.signal.throwIfAborted()
      const problem = toProblem(caught)
      problems.push(problem)
      outcomes.push({ path: file.path, error: { code: problem.code, message: problem.message } })
      job.log(problem.message)
      if (problem.code === 'INTERNAL') context.log.warn(`Import of ${file.path} failed`, problem.cause ?? problem)
    }
    job.keep(importResultOf(outcomes))
  }
  if (problems[0] !== undefined && problems.length === files.length) throw problems[0]
  const result = importResultOf(outcomes)
  await makeDerived(context, result.recordingIds, job)
  return result
}

async function importOne(
  context: EngineContext,
  place: ImportPlace,
  file: FoundFile,
  options: Parameters<typeof prepareRecording>[2],
): Promise<FileOutcome> {
  if ('problem' in file) throw file.problem
  try {
    const found = await prepareRecording(context, file.path, options)
    if (found.kind === 'duplicate') return await welcomeBack(context, found.of, file.path)
    try {
      options.signal.throwIfAborted()
      storeRecording(context, found.prepared, place)
    } catch (caught) {
      await discard(context, found.prepared.row.id)
      throw caught
    }
    return outcomeOf(context, file.path, found.prepared.row.id, false)
  } finally {
    await dropUnusedCopy(context, file.path)
  }
}

/** A file whose content the library has: taken out of the bin, and found again where the original had moved. */
async function welcomeBack(context: EngineContext, known: RecordingRow, path: string): Promise<FileOutcome> {
  if (known.path !== path && !(await originalIsThere(known))) {
    recordingTable(context.db).relocate(known.id, path, basename(path))
    context.events.emit({ type: 'changed', what: 'tree', recordingId: known.id })
  }
  if (known.removed_at !== null) await restoreRecording(context, known.id)
  return outcomeOf(context, path, known.id, true)
}

/** A copy that the library itself keeps of an upload is of no use to anybody when no recording came of it. */
async function dropUnusedCopy(context: EngineContext, path: string): Promise<void> {
  if (!isInside(context.paths.footage, path) || recordingTable(context.db).isOriginal(path)) return
  await rm(path, { force: true })
  // An upload lies in a folder of its own.
  if (dirname(path) !== context.paths.footage) await rmdir(dirname(path)).catch(() => undefined)
}

/** What the result says of a recording. */
export function outcomeOf(context: EngineContext, path: string, id: string, duplicate: boolean): FileOutcome {
  const row = requireRecording(context.db, id)
  const recording = {
    id: row.id,
    sessionId: row.session_id,
    fileName: row.file_name,
    sha256: row.sha256,
    frames: frameIndexTable(context.db).facts(row.id)?.frames ?? 0,
    durationSecs: row.duration_secs,
    nominalFps: row.nominal_fps,
    variableFrameRate: row.variable_frame_rate === 1,
    codec: row.codec,
    displayWidth: row.display_width,
    displayHeight: row.display_height,
    proxyReason: row.proxy_reason,
  }
  return { path, recordingId: row.id, duplicate, recording }
}
