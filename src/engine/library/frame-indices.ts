/** Frame indices: of every recording, the timestamp of each frame that really decodes. Written once, never changed. */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { FrameTable } from '../../domain/frames.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const frameIndexRow = z.object({
  time_base_num: z.number().int(),
  time_base_den: z.number().int(),
  frames: z.number().int(),
  pts: z.instanceof(Buffer),
  key_frames: z.instanceof(Buffer),
})

export const frameIndexTable = perDatabase((db) => {
  const write = prepareWrite(
    db,
    'INSERT INTO frame_index (recording_id, time_base_num, time_base_den, frames, pts, key_frames) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const whole = prepareQuery(
    db,
    frameIndexRow,
    'SELECT time_base_num, time_base_den, frames, pts, key_frames FROM frame_index WHERE recording_id = ?',
  )
  const facts = prepareQuery(
    db,
    z.object({ frames: z.number().int(), num: z.number().int(), den: z.number().int() }),
    'SELECT frames, time_base_num AS num, time_base_den AS den FROM frame_index WHERE recording_id = ?',
  )
  const onePts = prepareQuery(
    db,
    z.object({ pts: z.instanceof(Buffer) }),
    'SELECT substr(pts, ? * 8 + 1, 8) AS pts FROM frame_index WHERE recording_id = ?',
  )
  return {
    insert: (recordingId: string, table: FrameTable) =>
      write(
        recordingId,
        table.timeBase.num,
        table.timeBase.den,
        table.pts.length,
        packPts(table.pts),
        packFrameIndices(table.keyFrames),
      ),
    find: (recordingId: string): FrameTable | undefined => {
      const row = whole.get(recordingId)
      return (
        row && {
          timeBase: { num: row.time_base_num, den: row.time_base_den },
          pts: unpackPts(row.pts),
          keyFrames: unpackFrameIndices(row.key_frames),
        }
      )
    },
    /** Number of frames and time base, without reading the timestamps. */
    facts: (recordingId: string) => facts.get(recordingId),
    /** Timestamp of one frame; undefined where the recording has no such frame. */
    ptsOf: (recordingId: string, frameIndex: number): number | undefined => {
      const bytes = onePts.get(frameIndex, recordingId)?.pts
      return bytes?.length === 8 ? Number(bytes.readBigInt64LE(0)) : undefined
    },
  }
})

/** The stored frame table of a recording that is known to be in the library. */
export function frameTableOf(db: Database, recordingId: string): FrameTable {
  const table = frameIndexTable(db).find(recordingId)
  if (table === undefined) throw new Error(`recording ${recordingId} has no frame index`)
  return table
}

export const thumbnailTable = perDatabase((db) => {
  const write = prepareWrite(db, 'INSERT OR IGNORE INTO thumbnail (recording_id, frame_index) VALUES (?, ?)')
  const ofRecording = prepareQuery(
    db,
    z.object({ frame_index: z.number().int() }),
    'SELECT frame_index FROM thumbnail WHERE recording_id = ? ORDER BY frame_index',
  )
  return {
    add: (recordingId: string, frameIndex: number) => write(recordingId, frameIndex),
    /** Frames of which there is a thumbnail, increasing. */
    listOf: (recordingId: string) => ofRecording.all(recordingId).map((row) => row.frame_index),
  }
})

function packPts(pts: readonly number[]): Buffer {
  return Buffer.from(littleEndian(8, pts, (view, offset, value) => view.setBigInt64(offset, BigInt(value), true)))
}

function packFrameIndices(indices: readonly number[]): Buffer {
  return Buffer.from(littleEndian(4, indices, (view, offset, value) => view.setUint32(offset, value, true)))
}

function littleEndian(
  width: number,
  values: readonly number[],
  set: (view: DataView, offset: number, value: number) => void,
): ArrayBuffer {
  const buffer = new ArrayBuffer(values.length * width)
  const view = new DataView(buffer)
  values.forEach((value, i) => set(view, i * width, value))
  return buffer
}

function unpackPts(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 8 }, (_, i) => Number(bytes.readBigInt64LE(i * 8)))
}

function unpackFrameIndices(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(i * 4))
}
