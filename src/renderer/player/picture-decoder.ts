/**
 * The browser's decoder of one film. It outlives the runs that it decodes: while the window is busy, making a new one takes
 * up to half a second.
 */

export interface DecoderListener {
  /** A picture came; the listener owns it. */
  picture(picture: VideoFrame): void
  /** The decoder can take more. */
  freed(): void
  failed(error: Error): void
}

export class PictureDecoder {
  readonly #decoder: VideoDecoder
  #listener: DecoderListener | null = null
  /** Whether it was given chunks since the last flush. */
  #holds = false
  #draining: Promise<void> | null = null

  constructor(config: VideoDecoderConfig) {
    this.#decoder = new VideoDecoder({
      output: (picture) => {
        if (this.#listener === null) picture.close()
        else this.#listener.picture(picture)
      },
      error: (error) => this.#listener?.failed(error),
    })
    this.#decoder.addEventListener('dequeue', () => this.#listener?.freed())
    this.#decoder.configure(config)
  }

  /** Chunks that wait to be decoded. */
  get waiting(): number {
    return this.#decoder.decodeQueueSize
  }

  /** Whether it broke: then a new one is needed. */
  get broken(): boolean {
    return this.#decoder.state === 'closed'
  }

  /** Whether a run can begin at once. */
  get idle(): boolean {
    return !this.broken && !this.#holds
  }

  /** Decodes for this listener from a key frame on, once what was underway is thrown away. @throws what the decoder threw */
  async begin(listener: DecoderListener): Promise<void> {
    this.end()
    await this.#draining
    this.#listener = listener
  }

  /** Nobody listens any more; what is underway is thrown away as it comes. */
  end(): void {
    this.#listener = null
    if (this.#holds && !this.broken) this.#draining ??= this.flush().finally(() => (this.#draining = null))
    // Whoever begins next is told of a failure.
    this.#draining?.catch(() => undefined)
  }

  decode(chunk: EncodedVideoChunk): void {
    this.#holds = true
    this.#decoder.decode(chunk)
  }

  /** Gives out every picture that it holds. Only a key frame can follow. @throws what the decoder threw */
  async flush(): Promise<void> {
    await this.#decoder.flush()
    this.#holds = false
  }

  close(): void {
    this.#listener = null
    if (!this.broken) this.#decoder.close()
  }
}
