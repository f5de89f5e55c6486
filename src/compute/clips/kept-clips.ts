/** Of decoded clips in memory. */
const cacheBytes = 1.5e9
/** A clip larger than this is decoded anew, view by view, each time it is seen. */
export const largestKeptBytes = cacheBytes / 12

/** Decoded clips by their place in the set, as far as there is room for them. */
export class KeptClips {
  #clips = new Map<number, Uint8Array>()
  #bytes = 0

  /** An array to decode a clip into, or null where there is no room for it. */
  room(place: number, bytes: number): Uint8Array | null {
    this.drop(place)
    // What came first stays. Epochs go through all clips in turn, and there the oldest is the next to be needed:
    // throwing it out for the newest would throw out everything in time.
    if (bytes > largestKeptBytes || this.#bytes + bytes > cacheBytes) return null
    const room = new Uint8Array(bytes)
    this.#clips.set(place, room)
    this.#bytes += bytes
    return room
  }

  drop(place: number): void {
    this.#bytes -= this.#clips.get(place)?.length ?? 0
    this.#clips.delete(place)
  }

  clip(place: number): Uint8Array | null {
    return this.#clips.get(place) ?? null
  }
}
