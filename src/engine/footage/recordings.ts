/** Recordings as they are shown: their facts, what plays them, and whether the original is still where it was. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AthleteBranch } from '../../contract/index.ts'
import type { FrameTable } from '../../domain/frames.ts'
import type { Playback, Recording } from '../../contract/things.ts'
import { commitEdit } from '../labelling/history.ts'
import type { LibraryContext } from '../labelling/history.ts'
import { athleteTable, sessionTable, toAthlete, toSession } from '../library/athletes.ts'
import { frameIndexTable, frameTableOf, thumbnailTable } from '../library/frame-indices.ts'
import { requireRecording, requireRecordingInUse } from '../library/lookups.ts'
import { proxyTable, recordingTable } from '../library/recordings.ts'
import type { ProxyRow, RecordingRow, RecordingUse } from '../library/recordings.ts'
import { soundOf, waveformFile } from './sounds.ts'

/** Athletes with their sessions and recordings, without recordings that were taken out. */
export async function libraryTree(context: LibraryContext): Promise<AthleteBranch[]> {
  const recordings = await Promise.all(
    recordingTable(context.db)
      .list()
      .map((row) => describeRecording(context, row)),
  )
  const sessions = sessionTable(context.db)
    .list()
    .map((row) => ({
      ...toSession(row),
      recordings: recordings.filter((recording) => recording.sessionId === row.id),
    }))
  return athleteTable(context.db)
    .list()
    .map((row) => ({ ...toAthlete(row), sessions: sessions.filter((session) => session.athleteId === row.id) }))
}

/** @throws Problem NOT_FOUND */
export function getRecording(context: LibraryContext, id: string): Promise<Recording> {
  return describeRecording(context, requireRecording(context.db, id))
}

/** Every frame's timestamp and the key frames. @throws Problem NOT_FOUND */
export function getFrames(context: LibraryContext, id: string): FrameTable {
  requireRecording(context.db, id)
  return frameTableOf(context.db, id)
}

/** Takes a recording out of the library, as an edit of its session. The file and the labels stay. */
export function removeRecording(context: LibraryContext, id: string): void {
  setRemoved(context, requireRecording(context.db, id), new Date().toISOString())
}

/** Takes a recording back in. @throws Problem NOT_FOUND */
export function restoreRecording(context: LibraryContext, id: string): Promise<Recording> {
  setRemoved(context, requireRecording(context.db, id), null)
  return getRecording(context, id)
}

/** Says how many times slower than life a recording plays, as an edit of its session. @throws Problem NOT_FOUND */
export function setSlowMotion(context: LibraryContext, id: string, slowMotion: number): Promise<Recording> {
  const before = requireRecordingInUse(context.db, id)
  if (before.slow_motion !== slowMotion) {
    commitEdit(context, {
      sessionId: before.session_id,
      description: `Play ${before.file_name} ${slowMotion === 1 ? 'at its true speed' : `as ${slowMotion}× slow motion`}`,
      changes: [{ what: 'recording', before: useOf(before), after: { ...useOf(before), slow_motion: slowMotion } }],
    })
  }
  return getRecording(context, id)
}

/** Whether the original is where it was, with the length it had. */
export async function originalIsThere(row: Pick<RecordingRow, 'path' | 'size_bytes'>): Promise<boolean> {
  try {
    const found = await stat(row.path)
    return found.isFile() && found.size === row.size_bytes
  } catch {
    return false
  }
}

/** Absolute path of a recording's proxy; null where it has none. */
export function proxyFile(context: LibraryContext, recordingId: string): string | null {
  const proxy = proxyTable(context.db).find(recordingId)
  return proxy === undefined ? null : join(context.paths.root, proxy.file)
}

export async function describeRecording(context: LibraryContext, row: RecordingRow): Promise<Recording> {
  const facts = frameIndexTable(context.db).facts(row.id)
  if (facts === undefined) throw new Error(`recording ${row.id} has no frame index`)
  const missing = !(await originalIsThere(row))
  const playback = playbackOf(row, proxyTable(context.db).find(row.id), missing)
  return {
    id: row.id,
    sessionId: row.session_id,
    fileName: row.file_name,
    path: row.path,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    codec: row.codec,
    pixelFormat: row.pixel_format,
    container: row.container,
    width: row.width,
    height: row.height,
    displayWidth: row.display_width,
    displayHeight: row.display_height,
    rotation: row.rotation,
    frames: facts.frames,
    timeBase: { num: facts.num, den: facts.den },
    startSecs: row.start_secs,
    durationSecs: row.duration_secs,
    nominalFps: row.nominal_fps,
    variableFrameRate: row.variable_frame_rate === 1,
    hasAudio: row.has_audio === 1,
    slowMotion: row.slow_motion,
    decodeErrors: row.decode_errors,
    timestampsRepaired: row.timestamps_repaired,
    playback,
    sound: soundOf(context, row, { playback, missing }),
    waveform: existsSync(waveformFile(context, row.id)),
    thumbnails: thumbnailTable(context.db).listOf(row.id),
    missing,
    importedAt: row.imported_at,
  }
}

function playbackOf(row: RecordingRow, proxy: ProxyRow | undefined, missing: boolean): Playback {
  if (row.proxy_reason === null && !missing) return { source: 'original' }
  const reason = row.proxy_reason ?? 'The original is not where it was.'
  if (proxy !== undefined) return { source: 'proxy', reason, fps: proxy.fps }
  return {
    source: 'none',
    reason: missing
      ? `${row.file_name} is not where it was (${row.path}). Put it back, or import it from where it is now.`
      : `${reason}; the proxy for it is not there yet`,
  }
}

function useOf({ id, removed_at, slow_motion }: RecordingRow): RecordingUse {
  return { id, removed_at, slow_motion }
}

function setRemoved(context: LibraryContext, before: RecordingRow, removedAt: string | null): void {
  if ((before.removed_at === null) === (removedAt === null)) return
  commitEdit(context, {
    sessionId: before.session_id,
    description: `${removedAt === null ? 'Restore' : 'Remove'} recording ${before.file_name}`,
    changes: [
      {
        what: 'recording',
        before: useOf(before),
        after: { ...useOf(before), removed_at: removedAt },
      },
    ],
  })
}
