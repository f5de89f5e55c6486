/** Which frames the window holds pictures of: a bounded number around the playhead. */

export class HeldFrames {
  readonly capacity: number
  readonly #frames = new Set<number>()

  constructor(capacity: number) {
    this.capacity = Math.max(1, Math.floor(capacity))
  }

  has(index: number): boolean {
    return this.#frames.has(index)
  }

  /**
   * Takes a frame in; where that is one too many, the frame farthest from the playhead goes.
   * @returns frames that are to be let go of: the new one itself, where it is the farthest
   */
  put(index: number, playhead: number): number[] {
    this.#frames.add(index)
    if (this.#frames.size <= this.capacity) return []
    const farthest = [...this.#frames].reduce((a, b) => (Math.abs(b - playhead) >= Math.abs(a - playhead) ? b : a))
    this.#frames.delete(farthest)
    return [farthest]
  }
}
