/** Sound of recordings: peaks for the timeline, and a file of it where the window can't read the original's. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Recording } from '../../contract/things.ts'
import { toProblem } from '../../domain/problem.ts'
import type { Problem } from '../../domain/problem.ts'
import { isPlayableSound, makeSound, makeWaveform, soundCodec } from '../../media/sound.ts'
import type { EngineContext } from '../context.ts'
import { makeFolderAgain } from '../files/folder-again.ts'
import type { LibraryContext } from '../labelling/history.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import type { RecordingRow } from '../library/recordings.ts'

/** Where the peaks of a recording's sound lie, once they are there. */
export function waveformFile(context: LibraryContext, recordingId: string): string {
  return join(context.paths.waveforms, `${recordingId}.peaks`)
}

/** Where a recording's sound lies by itself, once it is there. */
export function soundFile(context: LibraryContext, recordingId: string): string {
  return join(context.paths.proxies, `${recordingId}.m4a`)
}

/** Where the window gets a recording's sound from. */
export function soundOf(
  context: LibraryContext,
  row: RecordingRow,
  { playback, missing }: Pick<Recording, 'playback' | 'missing'>,
): Recording['sound'] {
  if (row.has_audio === 0) return 'none'
  if (existsSync(soundFile(context, row.id))) return 'file'
  return playback.source === 'original' && !missing ? 'original' : 'none'
}

/** Whether it has sound whose peaks are not there. */
export function lacksWaveform(context: LibraryContext, row: RecordingRow): boolean {
  return row.has_audio === 1 && !existsSync(waveformFile(context, row.id))
}

/**
 * Makes a recording's peaks, and the file where it needs one. The peaks come last: while they are missing the work is not
 * done, and is taken up again at the next start.
 * @throws Problem as soundCodec, makeSound and makeWaveform
 */
export async function readSound(context: EngineContext, row: RecordingRow, signal: AbortSignal): Promise<void> {
  const request = { file: row.path, frameTable: frameTableOf(context.db, row.id), signal, lowPriority: true }
  await makeFolderAgain(context.paths.proxies)
  await makeFolderAgain(context.paths.waveforms)
  const codec = await soundCodec(row.path, signal)
  const needsFile = codec !== null && (row.proxy_reason !== null || !isPlayableSound(codec))
  // Sound that can't be decoded at all is no reason to try again at every start.
  const failed = needsFile ? await attempt(() => makeSound({ ...request, out: soundFile(context, row.id) })) : null
  await makeWaveform({ ...request, out: waveformFile(context, row.id) })
  context.events.emit({ type: 'changed', what: 'tree', recordingId: row.id })
  if (failed !== null) throw failed
}

/** What went wrong, where trying again later would not help. */
async function attempt(work: () => Promise<void>): Promise<Problem | null> {
  try {
    await work()
    return null
  } catch (caught) {
    const problem = toProblem(caught)
    if (problem.code !== 'INTERNAL') throw problem
    return problem
  }
}
