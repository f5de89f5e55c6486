/** One file on its way into the library: hashed, decoded once, pictured. Nothing is in the database yet. */
import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FrameTable } from '../../domain/frames.ts'
import { durationSecs } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import { checkFile } from '../../media/check-file.ts'
import { hashFile } from '../../media/hash.ts'
import { countIdrFrames } from '../../media/idr-frames.ts'
import { indexFootage } from '../../media/probe.ts'
import type { FootageIndex } from '../../media/probe.ts'
import { proxyNeeded } from '../../media/proxy-needed.ts'
import type { ProxyNeed } from '../../media/proxy-needed.ts'
import { makeThumbnails } from '../../media/thumbnails.ts'
import type { EngineContext } from '../context.ts'
import { recordingTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { thumbnailFolder } from './pictures.ts'

export interface PreparedRecording {
  readonly row: Omit<RecordingRow, 'session_id'>
  readonly frameTable: FrameTable
  readonly thumbnails: readonly number[]
}

export type Preparation =
  | { readonly kind: 'new'; readonly prepared: PreparedRecording }
  /** A recording of the library has exactly this content. */
  | { readonly kind: 'duplicate'; readonly of: RecordingRow }

export interface PrepareOptions {
  readonly signal: AbortSignal
  /** How much of this file is done, 0 to 1. */
  readonly onProgress: (share: number) => void
}

/** Rough shares of the time that a file takes. */
const hashShare = 0.1
const indexShare = 0.8

/**
 * Reads a file whole. Its thumbnails lie in the library afterwards: `discard` takes them away again.
 * @throws Problem what hashFile, indexFootage, countIdrFrames and makeThumbnails throw, FILE_CHANGED where it was written to meanwhile
 */
export async function prepareRecording(
  context: EngineContext,
  file: string,
  { signal, onProgress }: PrepareOptions,
): Promise<Preparation> {
  await checkFile(file)
  const before = await stat(file)
  const sha256 = await hashFile(file, {
    signal,
    onProgress: ({ doneBytes, totalBytes }) => onProgress((hashShare * doneBytes) / totalBytes),
  })
  const known = recordingTable(context.db).findBySha256(sha256)
  if (known !== undefined) return { kind: 'duplicate', of: known }
  const index = await indexFootage(file, {
    signal,
    onProgress: ({ secs, totalSecs }) => {
      if (totalSecs !== null && totalSecs > 0) onProgress(hashShare + indexShare * Math.min(1, secs / totalSecs))
    },
  })
  const found = proxyNeeded(index)
  const proxy = found.needed ? found : proxyNeeded(index, await countIdrFrames(file, { signal }))
  const id = randomUUID()
  const thumbnails = await makeThumbnails({
    file,
    frameTable: index.frameTable,
    seekable: index.seekable,
    displayWidth: index.displayWidth,
    displayHeight: index.displayHeight,
    dir: thumbnailFolder(context, id),
    signal,
  })
  const after = await stat(file)
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    await discard(context, id)
    throw new Problem(
      'FILE_CHANGED',
      `${file} was written to while it was read. Wait until it is complete, then import it again.`,
      {
        details: { file },
      },
    )
  }
  const row = { ...rowOf(index, proxy), id, path: file, file_name: basename(file), size_bytes: after.size, sha256 }
  return { kind: 'new', prepared: { row, frameTable: index.frameTable, thumbnails } }
}

/** Takes away what a recording that did not get into the library left. */
export async function discard(context: EngineContext, recordingId: string): Promise<void> {
  await rm(thumbnailFolder(context, recordingId), { recursive: true, force: true })
}

type FootageFacts = Omit<RecordingRow, 'id' | 'session_id' | 'path' | 'file_name' | 'size_bytes' | 'sha256'>

function rowOf(index: FootageIndex, proxy: ProxyNeed): FootageFacts {
  return {
    codec: index.codec,
    pixel_format: index.pixelFormat,
    container: index.container,
    width: index.width,
    height: index.height,
    display_width: index.displayWidth,
    display_height: index.displayHeight,
    rotation: index.rotation,
    start_secs: index.startSecs,
    duration_secs: durationSecs(index.frameTable),
    variable_frame_rate: index.variableFrameRate ? 1 : 0,
    nominal_fps: index.nominalFps,
    has_audio: index.hasAudio ? 1 : 0,
    decode_errors: index.decodeErrors,
    timestamps_repaired: index.timestampsRepaired,
    seekable: index.seekable ? 1 : 0,
    proxy_reason: proxy.needed ? proxy.reason : null,
    imported_at: new Date().toISOString(),
    removed_at: null,
    slow_motion: 1,
  }
}
