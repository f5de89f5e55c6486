/** A frozen set of the library made ready to learn from once more. */
import type { Clip, ClipSet } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { dataSetTable } from '../library/data-sets.ts'
import { recordingTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { segmentTable } from '../library/segments.ts'
import { footageAtHand } from './recording-footage.ts'
import { recordingOfRest } from './rests.ts'

/**
 * The set as it was frozen, whatever became of its labels since; footage that was moved meanwhile is taken from where it
 * is now.
 * @throws Problem NOT_FOUND, FILE_NOT_FOUND where footage is gone
 */
export function thawLibrarySet(context: EngineContext, dataSetId: string): ClipSet {
  const row = dataSetTable(context.db).find(dataSetId)
  if (row === undefined) throw new Problem('NOT_FOUND', 'The data of this run is not in the library any more.')
  const recordings = new Map<string, RecordingRow>()
  for (const clip of row.clips.clips) {
    if (!recordings.has(clip.file)) recordings.set(clip.file, recordingOf(context, clip))
  }
  const footages = [...recordings.values()].map((recording) => footageAtHand(context.db, recording))
  return {
    labels: row.clips.labels,
    ...(row.clips.background !== undefined && { background: row.clips.background }),
    clips: row.clips.clips.map((clip) => ({ ...clip, file: recordings.get(clip.file)!.path })),
    hash: row.hash,
    protocol: row.protocol,
    footage: Object.fromEntries(footages.map((footage) => [footage.file, footage])),
  }
}

/** By the segment or the reviewed range that the clip was made of, or by its file where the segment is gone. */
function recordingOf({ db }: EngineContext, clip: Clip): RecordingRow {
  const segment = segmentTable(db).find(clip.key)
  const recordings = recordingTable(db)
  const recordingId = segment?.recording_id ?? recordingOfRest(clip.key)
  const found =
    recordingId !== null
      ? recordings.find(recordingId)
      : recordings.list().find((recording) => recording.path === clip.file)
  if (found !== undefined) return found
  throw new Problem('NOT_FOUND', `The recording of ${clip.file} is not in this library any more.`)
}
