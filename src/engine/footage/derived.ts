/** What is made of recordings, thumbnails, proxies and sounds: after import, and again at start where something is needed and not there. */
import { access } from 'node:fs/promises'
import { toProblem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { proxyTable, recordingTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { importResultOf } from './import-result.ts'
import { lacksPictures, makePictures } from './pictures.ts'
import { makeProxyOf } from './proxies.ts'
import { originalIsThere, proxyFile } from './recordings.ts'
import { lacksWaveform, readSound } from './sounds.ts'

/** Makes the thumbnails, proxies and sounds that these recordings need and don't have. What can't be made is said in the job's log. */
export async function makeDerived(
  context: EngineContext,
  recordingIds: readonly string[],
  job: JobContext,
): Promise<void> {
  const ids = new Set(recordingIds)
  const isWanted = ({ id }: RecordingRow): boolean => ids.has(id)
  const table = recordingTable(context.db)
  const bare = table.list().filter((row) => isWanted(row) && lacksPictures(context, row))
  await eachRecording(context, bare, job, {
    name: 'thumbnails',
    phase: (row) => `Taking pictures of ${row.file_name}`,
    make: (row) => makePictures(context, row, job.signal),
  })
  await eachRecording(context, table.listWithoutProxy().filter(isWanted), job, {
    name: 'proxy',
    phase: (row) => `Making a proxy of ${row.file_name} (${row.proxy_reason ?? ''})`,
    make: (row, onProgress) => makeProxyOf(context, row, job.signal, onProgress),
  })
  const silent = table.list().filter((row) => isWanted(row) && lacksWaveform(context, row))
  await eachRecording(context, silent, job, {
    name: 'sound',
    phase: (row) => `Taking in the sound of ${row.file_name}`,
    make: (row) => readSound(context, row, job.signal),
  })
}

/**
 * Takes up what was left undone: thumbnails, proxies and sounds that are needed and not there, because the program was closed
 * or killed, because somebody deleted the file, because the recording came back with a backup, or because an older version made none.
 */
export async function resumeDerived(context: EngineContext): Promise<void> {
  const table = recordingTable(context.db)
  for (const row of table.list()) {
    const file = proxyFile(context, row.id)
    if (file !== null && !(await isThere(file))) proxyTable(context.db).delete(row.id)
  }
  const rows: RecordingRow[] = []
  const lacking = table.list().filter((row) => lacksWaveform(context, row) || lacksPictures(context, row))
  for (const row of new Map([...table.listWithoutProxy(), ...lacking].map((row) => [row.id, row])).values()) {
    if (await originalIsThere(row)) rows.push(row)
  }
  if (rows.length === 0 || !hasFfmpeg(context)) return
  const recordingIds = rows.map((row) => row.id)
  context.jobs.start({
    kind: 'import',
    lane: 'footage',
    title: `Picture and sound of ${rows.length === 1 ? (rows[0]?.file_name ?? '') : `${rows.length} recordings`}`,
    params: { recordingIds },
    run: async (job) => {
      await makeDerived(context, recordingIds, job)
      return { ...importResultOf([]), recordingIds }
    },
  })
}

interface Derived {
  readonly name: string
  readonly phase: (row: RecordingRow) => string
  readonly make: (row: RecordingRow, onProgress: (share: number) => void) => Promise<void>
}

/** One after the other; one that fails stops none. */
async function eachRecording(
  context: EngineContext,
  rows: readonly RecordingRow[],
  job: JobContext,
  { name, phase, make }: Derived,
): Promise<void> {
  for (const [i, row] of rows.entries()) {
    job.signal.throwIfAborted()
    const onProgress = (share: number): void => job.progress(phase(row), i + share, rows.length)
    onProgress(0)
    try {
      await make(row, onProgress)
    } catch (caught) {
      job.signal.throwIfAborted()
      const problem = toProblem(caught)
      const said = `No ${name} of ${row.file_name}: ${problem.message}`
      job.log(said)
      context.log.warn(said, problem.cause)
    }
  }
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
