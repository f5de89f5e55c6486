import type { Preprocessing } from '../../contract/learning.ts'
import { clipBytes, clipPixels } from './clip-pixels.ts'
import type { ClipStore } from './clip-store.ts'
import type { View } from './loader-messages.ts'

/** Clips as they are to be seen once, bytes [views, frames, size, size, 3]. @throws Problem as `ClipStore.frames` */
export async function clipBatch(
  store: ClipStore,
  preprocessing: Preprocessing,
  views: readonly View[],
): Promise<Uint8Array<ArrayBuffer>> {
  const viewBytes = clipBytes(preprocessing)
  const bytes = new Uint8Array(views.length * viewBytes)
  await Promise.all(
    views.map(async (view, place) => {
      const frames = await store.frames(view.clip, view.frames)
      bytes.set(clipPixels(frames, preprocessing, view), place * viewBytes)
    }),
  )
  return bytes
}
