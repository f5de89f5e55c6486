/** Thumbnails of recordings: where they lie, and made again where they are gone. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeThumbnails } from '../../media/thumbnails.ts'
import type { EngineContext } from '../context.ts'
import type { LibraryContext } from '../labelling/history.ts'
import { footageOf } from '../datasets/recording-footage.ts'
import { thumbnailTable } from '../library/frame-indices.ts'
import type { RecordingRow } from '../library/recordings.ts'

/** Where a recording's thumbnails lie. */
export function thumbnailFolder(context: LibraryContext, recordingId: string): string {
  return join(context.paths.thumbnails, recordingId)
}

/** Whether its thumbnails are not there: somebody deleted them, or it came back with a backup. */
export function lacksPictures(context: LibraryContext, row: RecordingRow): boolean {
  return !existsSync(thumbnailFolder(context, row.id))
}

/** Makes the thumbnails of a recording of the library again. @throws Problem as makeThumbnails */
export async function makePictures(context: EngineContext, row: RecordingRow, signal: AbortSignal): Promise<void> {
  const made = await makeThumbnails({
    ...footageOf(context.db, row),
    displayWidth: row.display_width,
    displayHeight: row.display_height,
    dir: thumbnailFolder(context, row.id),
    signal,
    lowPriority: true,
  })
  context.db
    .transaction(() => {
      for (const frameIndex of made) thumbnailTable(context.db).add(row.id, frameIndex)
    })
    .immediate()
  context.events.emit({ type: 'changed', what: 'tree', recordingId: row.id })
}
