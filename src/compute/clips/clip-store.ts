/** The decoded clips of a set, kept in memory as far as they fit. */
import { decodePart } from './decode-clip.ts'
import { KeptClips } from './kept-clips.ts'
import { openClips, type OpenedClips, type StoreOptions } from './open-clips.ts'
import { taskLimit } from './task-limit.ts'

export interface ClipStore extends OpenedClips {
  /** Frames of one clip by their numbers in it, RGB [frames, resize, resize, 3]: to be read, not written. */
  frames(clip: number, frames: readonly number[]): Promise<Uint8Array>
}

/**
 * Decodes every clip once, then has its frames at hand: from memory, or decoded anew where there was no room.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function openClipStore(options: StoreOptions): Promise<ClipStore> {
  const { clipSet, preprocessing, decoders } = options
  const { clips, footage } = clipSet
  const frameBytes = preprocessing.resize ** 2 * 3
  const kept = new KeptClips()
  const limited = taskLimit(decoders)
  const opened = await openClips(options, kept, limited)
  const anew = { footage, side: preprocessing.resize, threads: 1 }

  return {
    ...opened,
    async frames(place, frames) {
      const part = { first: Math.min(...frames), last: Math.max(...frames) }
      const whole = kept.clip(place)
      const bytes = whole
        ? whole.subarray(part.first * frameBytes, (part.last + 1) * frameBytes)
        : await limited(() => decodePart(clips[place]!, part, anew))
      return inOrder(
        bytes,
        frames.map((frame) => frame - part.first),
        frameBytes,
      )
    },
  }
}

/** Frames picked from others that follow one another; those themselves where they are what is wanted. */
function inOrder(bytes: Uint8Array, frames: readonly number[], frameBytes: number): Uint8Array {
  if (frames.every((frame, place) => frame === place)) return bytes
  const picked = new Uint8Array(frames.length * frameBytes)
  frames.forEach((frame, place) => {
    picked.set(bytes.subarray(frame * frameBytes, (frame + 1) * frameBytes), place * frameBytes)
  })
  return picked
}
