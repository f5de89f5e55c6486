/** Proxies: made after import, and again at start where one is needed and not there. */
import { access } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { toProblem } from '../../domain/problem.ts'
import { makeProxy } from '../../media/proxy.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import { proxyTable, recordingTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { importResultOf } from './import-result.ts'
import { originalIsThere, proxyFile } from './recordings.ts'
import { listWithoutWaveform, makeNeededSounds } from './sounds.ts'

/** Makes the proxies that these recordings need and don't have. One that can't be made is said in the job's log. */
export async function makeNeededProxies(
  context: EngineContext,
  recordingIds: readonly string[],
  job: JobContext,
): Promise<void> {
  const wanted = new Set(recordingIds)
  const rows = recordingTable(context.db)
    .listWithoutProxy()
    .filter((row) => wanted.has(row.id))
  for (const [i, row] of rows.entries()) {
    job.signal.throwIfAborted()
    const phase = `Making a proxy of ${row.file_name} (${row.proxy_reason ?? ''})`
    try {
      await makeProxyOf(context, row, job.signal, (share) => job.progress(phase, i + share, rows.length))
    } catch (caught) {
      job.signal.throwIfAborted()
      const problem = toProblem(caught)
      job.log(`No proxy of ${row.file_name}: ${problem.message}`)
      context.log.warn(`No proxy of ${row.file_name}: ${problem.message}`, problem.cause)
    }
  }
}

/**
 * Takes up what was left undone: proxies and sounds that are needed and not there, because the program was closed or
 * killed, because somebody deleted the file, or because an older version made none.
 */
export async function resumeDerived(context: EngineContext): Promise<void> {
  for (const row of recordingTable(context.db).list()) {
    const file = proxyFile(context, row.id)
    if (file !== null && !(await isThere(file))) proxyTable(context.db).delete(row.id)
  }
  const rows: RecordingRow[] = []
  for (const row of new Map(
    [...recordingTable(context.db).listWithoutProxy(), ...listWithoutWaveform(context)].map((row) => [row.id, row]),
  ).values()) {
    if (await originalIsThere(row)) rows.push(row)
  }
  if (rows.length === 0 || !hasFfmpeg(context)) return
  context.jobs.start({
    kind: 'import',
    lane: 'footage',
    title: `Picture and sound of ${rows.length === 1 ? (rows[0]?.file_name ?? '') : `${rows.length} recordings`}`,
    params: { recordingIds: rows.map((row) => row.id) },
    run: async (job) => {
      const recordingIds = rows.map((row) => row.id)
      await makeNeededProxies(context, recordingIds, job)
      await makeNeededSounds(context, recordingIds, job)
      return { ...importResultOf([]), recordingIds }
    },
  })
}

async function makeProxyOf(
  context: EngineContext,
  row: RecordingRow,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<void> {
  onProgress(0)
  const out = join(context.paths.proxies, `${row.id}.mp4`)
  const proxy = await makeProxy({
    file: row.path,
    frameTable: frameTableOf(context.db, row.id),
    displayWidth: row.display_width,
    displayHeight: row.display_height,
    out,
    signal,
    lowPriority: true,
    onProgress: ({ frames, totalFrames }) => onProgress(frames / totalFrames),
  })
  const { width, height, fps, sizeBytes } = proxy
  proxyTable(context.db).put({
    recording_id: row.id,
    file: relative(context.paths.root, out).replaceAll('\\', '/'),
    width,
    height,
    fps,
    size_bytes: sizeBytes,
  })
  context.events.emit({ type: 'changed', what: 'tree', recordingId: row.id })
}

function hasFfmpeg(context: EngineContext): boolean {
  try {
    return context.ffmpeg() !== ''
  } catch {
    return false
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
