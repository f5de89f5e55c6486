/** Rows of recording with its proxy. Frame indices and thumbnails: frame-indices.ts. */
import { z } from 'zod'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

const flag = z.number().int().min(0).max(1)

export const recordingRow = z.object({
  id: z.string(),
  session_id: z.string(),
  path: z.string(),
  file_name: z.string(),
  size_bytes: z.number().int(),
  sha256: z.string(),
  codec: z.string(),
  pixel_format: z.string(),
  container: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  display_width: z.number().int(),
  display_height: z.number().int(),
  rotation: z.number(),
  start_secs: z.number(),
  duration_secs: z.number(),
  variable_frame_rate: flag,
  nominal_fps: z.number(),
  has_audio: flag,
  decode_errors: z.number().int(),
  timestamps_repaired: z.number().int(),
  seekable: flag,
  proxy_reason: z.string().nullable(),
  imported_at: z.string(),
  removed_at: z.string().nullable(),
  slow_motion: z.number().positive().default(1),
})
export type RecordingRow = z.infer<typeof recordingRow>

/** What an edit changes of a recording: whether it lies in the bin, and how slow it plays. */
export const recordingUse = recordingRow.pick({ id: true, removed_at: true, slow_motion: true })
export type RecordingUse = z.infer<typeof recordingUse>

export const proxyRow = z.object({
  recording_id: z.string(),
  file: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number(),
  size_bytes: z.number().int(),
})
export type ProxyRow = z.infer<typeof proxyRow>

export const recordingTable = perDatabase((db) => {
  const byId = prepareQuery(db, recordingRow, 'SELECT * FROM recording WHERE id = ?')
  const bySha256 = prepareQuery(db, recordingRow, 'SELECT * FROM recording WHERE sha256 = ?')
  const inUse = prepareQuery(
    db,
    recordingRow,
    'SELECT * FROM recording WHERE removed_at IS NULL ORDER BY imported_at, file_name',
  )
  const removed = prepareQuery(db, recordingRow, 'SELECT * FROM recording WHERE removed_at IS NOT NULL')
  const withoutProxy = prepareQuery(
    db,
    recordingRow,
    `SELECT recording.* FROM recording LEFT JOIN proxy ON proxy.recording_id = recording.id
     WHERE recording.proxy_reason IS NOT NULL AND recording.removed_at IS NULL AND proxy.file IS NULL ORDER BY imported_at`,
  )
  const athleteOf = prepareQuery(
    db,
    z.object({ athlete_id: z.string() }),
    'SELECT athlete_id FROM session JOIN recording ON recording.session_id = session.id WHERE recording.id = ?',
  )
  const byPath = prepareQuery(db, z.object({ id: z.string() }), 'SELECT id FROM recording WHERE path = ?')
  const setUse = prepareWrite(db, 'UPDATE recording SET removed_at = ?, slow_motion = ? WHERE id = ?')
  const setPath = prepareWrite(db, 'UPDATE recording SET path = ?, file_name = ? WHERE id = ?')
  return {
    put: prepareUpsert(db, 'recording', recordingRow),
    putUse: (use: RecordingUse) => setUse(use.removed_at, use.slow_motion, use.id),
    /** The original lies elsewhere now. */
    relocate: (id: string, path: string, fileName: string) => setPath(path, fileName, id),
    find: (id: string) => byId.get(id),
    findBySha256: (sha256: string) => bySha256.get(sha256),
    /** Whether a file is the original of a recording, also of one in the bin. */
    isOriginal: (path: string) => byPath.get(path) !== undefined,
    /** Recordings that are not in the bin, in the order of import. */
    list: () => inUse.all(),
    listRemoved: () => removed.all(),
    /** Recordings whose proxy is needed and not there. */
    listWithoutProxy: () => withoutProxy.all(),
    athleteIdOf: (id: string) => athleteOf.get(id)?.athlete_id,
  }
})

export const proxyTable = perDatabase((db) => {
  const byRecording = prepareQuery(db, proxyRow, 'SELECT * FROM proxy WHERE recording_id = ?')
  const write = prepareWrite(
    db,
    'INSERT OR REPLACE INTO proxy (recording_id, file, width, height, fps, size_bytes) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const remove = prepareWrite(db, 'DELETE FROM proxy WHERE recording_id = ?')
  return {
    put: (row: ProxyRow) => write(row.recording_id, row.file, row.width, row.height, row.fps, row.size_bytes),
    find: (recordingId: string) => byRecording.get(recordingId),
    delete: (recordingId: string) => remove(recordingId),
  }
})
