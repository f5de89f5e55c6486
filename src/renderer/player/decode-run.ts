/** One run of a decoder from a key frame on. Every picture carries its frame index through the decoder. */
import type { EncodedPacket } from 'mediabunny'
import type { PictureDecoder } from './picture-decoder.ts'

/** Microseconds between the marks of neighbouring frames: the index travels as the chunk's timestamp. */
const MARK = 1000
/** Chunks that wait in the decoder: enough to keep its threads busy, few to throw away where the playhead jumps. */
const QUEUE = 4

export interface DecodedFrame {
  readonly index: number
  readonly picture: VideoFrame
}

export interface RunInput {
  readonly decoder: PictureDecoder
  /** Packets in decoding order; the first one is a key frame's. */
  readonly packets: AsyncGenerator<EncodedPacket, void, unknown>
  /** Frame index of a packet by its sequence number. */
  readonly indexOf: ReadonlyMap<number, number>
  readonly keyIndex: number
}

export class DecodeRun {
  /** The frame that comes next. */
  at: number
  /** Frames that the decoder passed over. */
  readonly lost: number[] = []
  readonly #input: RunInput
  readonly #pictures: VideoFrame[] = []
  #failure: Error | null = null
  #closed = false
  #fed = false
  #flushed = false
  #wake: () => void = () => undefined

  private constructor(input: RunInput) {
    this.#input = input
    this.at = input.keyIndex
  }

  /** @throws what the decoder threw */
  static async begin(input: RunInput): Promise<DecodeRun> {
    const run = new DecodeRun(input)
    await input.decoder.begin({
      picture: (picture) => {
        run.#pictures.push(picture)
        run.#wake()
      },
      freed: () => run.#wake(),
      failed: (error) => {
        run.#failure = error
        run.#wake()
      },
    })
    return run
  }

  get failed(): boolean {
    return this.#failure !== null || this.#closed
  }

  /**
   * The next frame in presentation order. Whoever takes it closes its picture.
   * @throws what the decoder or the reading of the file threw.
   */
  async next(): Promise<DecodedFrame | 'end' | 'closed'> {
    for (;;) {
      if (this.#closed) return 'closed'
      if (this.#failure !== null) throw this.#failure
      const picture = this.#pictures.shift()
      if (picture !== undefined) {
        const frame = this.#take(picture)
        if (frame !== null) return frame
      } else if (this.#flushed) return 'end'
      else await this.#feed()
    }
  }

  /** Lets go of everything at once, also in the middle of a frame. */
  close(): void {
    this.#closed = true
    for (const picture of this.#pictures.splice(0)) picture.close()
    this.#input.decoder.end()
    void this.#input.packets.return()
    this.#wake()
  }

  /** Pictures from before the key frame lack what they refer to, and one that comes too late has lost its place. */
  #take(picture: VideoFrame): DecodedFrame | null {
    const index = Math.round(picture.timestamp / MARK)
    if (index < this.at) {
      picture.close()
      return null
    }
    for (let missed = this.at; missed < index; missed++) this.lost.push(missed)
    this.at = index + 1
    return { index, picture }
  }

  async #feed(): Promise<void> {
    if (this.#fed) {
      // Rejects where the run is closed meanwhile; `next` says so.
      await this.#input.decoder.flush().catch((caught: Error) => {
        if (!this.#closed) throw caught
      })
      this.#flushed = true
      return
    }
    if (this.#input.decoder.waiting >= QUEUE) {
      await new Promise<void>((resume) => (this.#wake = resume))
      return
    }
    const { value: packet } = await this.#input.packets.next()
    if (this.#closed || this.#failure !== null) return
    if (!packet) {
      this.#fed = true
      return
    }
    const index = this.#input.indexOf.get(packet.sequenceNumber)
    if (index === undefined) throw new Error('The file changed while it was played.')
    this.#input.decoder.decode(new EncodedVideoChunk({ type: packet.type, timestamp: index * MARK, data: packet.data }))
  }
}
