import type { Footage } from '../../contract/learning.ts'
import { readFrames } from '../../media/frames.ts'

/** Frames of a recording that go through the network together. */
export interface FrameBatch {
  /** Of the frame table, rising. */
  readonly indices: readonly number[]
  /** RGB [indices, side, side, 3] */
  readonly bytes: Uint8Array
}

export interface FrameBatchesOptions {
  /** Frames that are wanted, of the frame table. */
  readonly needed: ReadonlySet<number>
  /** Side in pixels of the square that frames are scaled to. */
  readonly side: number
  readonly batchFrames: number
  /** Of the decoder; null: as many as it finds good. */
  readonly threads: number | null
}

/**
 * The needed frames of a recording in batches, each an array of its own, decoded once from the first to the last.
 * @throws Problem as `readFrames`
 */
export async function* frameBatches(
  footage: Footage,
  { needed, side, batchFrames, threads }: FrameBatchesOptions,
): AsyncGenerator<FrameBatch, void, void> {
  const frameBytes = side * side * 3
  const passedOver = new Uint8Array(frameBytes)
  let bytes = new Uint8Array(batchFrames * frameBytes)
  let indices: number[] = []
  const into = (frame: number): Uint8Array => {
    const offset = indices.length * frameBytes
    return needed.has(frame) ? bytes.subarray(offset, offset + frameBytes) : passedOver
  }
  const all = { ...footage, first: 0, last: footage.frameTable.pts.length - 1, threads: threads ?? undefined }
  let frame = 0
  for await (const _ of readFrames({ ...all, width: side, height: side, fit: 'stretch', into })) {
    if (needed.has(frame)) indices.push(frame)
    if (indices.length === batchFrames) {
      yield { indices, bytes }
      bytes = new Uint8Array(batchFrames * frameBytes)
      indices = []
    }
    frame++
  }
  if (indices.length > 0) yield { indices, bytes: bytes.subarray(0, indices.length * frameBytes) }
}
