/** What the decoder needs of footage. */
import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type { Footage } from '../../contract/learning.ts'
import type { FrameTable } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import type { FootageIndex } from '../../media/probe.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import type { RecordingRow } from '../library/recordings.ts'

/** Footage of a recording of the library. */
export function footageOf(db: Database, recording: RecordingRow): Footage {
  return footageWith(recording.path, frameTableOf(db, recording.id), recording.seekable === 1)
}

/** Footage of a file that was just indexed. */
export function footageFrom(file: string, { frameTable, seekable }: FootageIndex): Footage {
  return footageWith(file, frameTable, seekable)
}

function footageWith(file: string, { timeBase, pts, keyFrames }: FrameTable, seekable: boolean): Footage {
  return { file, frameTable: { timeBase: { ...timeBase }, pts: [...pts], keyFrames: [...keyFrames] }, seekable }
}

/** Footage of a recording, for work that starts now. @throws Problem as requireOriginal */
export function footageAtHand(db: Database, recording: RecordingRow): Footage {
  requireOriginal(recording)
  return footageOf(db, recording)
}

/** @throws Problem FILE_NOT_FOUND where the original is not where it was */
export function requireOriginal({ path, file_name: name }: Pick<RecordingRow, 'path' | 'file_name'>): void {
  if (existsSync(path)) return
  throw new Problem(
    'FILE_NOT_FOUND',
    `The footage of ${name} is not at ${path} any more. Bring the file back, or connect its drive.`,
    { details: { path } },
  )
}
