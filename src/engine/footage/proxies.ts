/** Proxies: what the window steps through where it can't play the original. */
import { join, relative } from 'node:path'
import { makeProxy } from '../../media/proxy.ts'
import type { EngineContext } from '../context.ts'
import { makeFolderAgain } from '../files/folder-again.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import { proxyTable } from '../library/recordings.ts'
import type { RecordingRow } from '../library/recordings.ts'

/** @param onProgress takes the share that is done, 0 to 1 @throws Problem as makeProxy */
export async function makeProxyOf(
  context: EngineContext,
  row: RecordingRow,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<void> {
  const out = join(context.paths.proxies, `${row.id}.mp4`)
  await makeFolderAgain(context.paths.proxies)
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
