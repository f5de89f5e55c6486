/** Decoded frames around the playhead: bounded, and what leaves is let go of at once. */

/** What holds memory outside the garbage collector's sight until it is closed: an ImageBitmap. */
export interface Closable {
  close(): void
}

export class FrameCache<T extends Closable> {
  readonly capacity: number
  readonly #frames = new Map<number, T>()

  constructor(capacity: number) {
    this.capacity = Math.max(1, Math.floor(capacity))
  }

  get size(): number {
    return this.#frames.size
  }

  has(index: number): boolean {
    return this.#frames.has(index)
  }

  get(index: number): T | undefined {
    return this.#frames.get(index)
  }

  /** Keeps a frame; where that is one too many, the frame farthest from the playhead goes. */
  put(index: number, frame: T, playhead: number): void {
    this.#frames.get(index)?.close()
    this.#frames.set(index, frame)
    while (this.#frames.size > this.capacity) this.#evictFarthest(playhead)
  }

  clear(): void {
    for (const frame of this.#frames.values()) frame.close()
    this.#frames.clear()
  }

  #evictFarthest(playhead: number): void {
    let farthest = playhead
    for (const index of this.#frames.keys()) {
      if (Math.abs(index - playhead) >= Math.abs(farthest - playhead)) farthest = index
    }
    this.#frames.get(farthest)?.close()
    this.#frames.delete(farthest)
  }
}
