/** What the decoder needs of a recording of the library. */
import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type { Footage } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import type { RecordingRow } from '../library/recordings.ts'

/** File, frame table and whether decoding may start at key frames. */
export function footageOf(db: Database, recording: RecordingRow): Footage {
  const { timeBase, pts, keyFrames } = frameTableOf(db, recording.id)
  const frameTable = { timeBase: { ...timeBase }, pts: [...pts], keyFrames: [...keyFrames] }
  return { file: recording.path, frameTable, seekable: recording.seekable === 1 }
}

/** The same, for work that starts now. @throws Problem FILE_NOT_FOUND where the original is not where it was */
export function footageAtHand(db: Database, recording: RecordingRow): Footage {
  if (existsSync(recording.path)) return footageOf(db, recording)
  throw new Problem(
    'FILE_NOT_FOUND',
    `The footage of ${recording.file_name} is not at ${recording.path} any more. Bring the file back, or connect its drive.`,
    { details: { path: recording.path } },
  )
}
