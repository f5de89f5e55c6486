/** Pictures of a recording by frame index, as a thread of its own decodes them around the playhead. */
import type { DecodeOrder, DecodeReport, Film, Look } from './decode-messages.ts'
import { pictureOf, type Picture } from './picture.ts'

export interface FrameListener {
  /** A frame can be drawn now, or it is known that it never will be. */
  frame(index: number): void
  /** The picture can't be shown any more, and why. */
  problem(message: string): void
}

type Opened = Extract<DecodeReport, { type: 'opened' }>

export class FrameSource {
  readonly #thread: Worker
  readonly #listener: FrameListener
  readonly #opened: Opened
  readonly #pictures = new Map<number, Picture>()
  readonly #lost = new Set<number>()
  #told: Look | null = null

  private constructor(thread: Worker, opened: Opened, listener: FrameListener) {
    this.#thread = thread
    this.#opened = opened
    this.#listener = listener
    thread.onmessage = ({ data }: MessageEvent<DecodeReport>) => this.#take(data)
    thread.onerror = (event) => listener.problem(problemOf(event))
  }

  /**
   * Opens a recording's file and checks that its pictures are the frames of the index.
   * @throws Error with a message for the person when it can't be read, can't be decoded, or disagrees with the index; the
   *   signal's reason when that gives it up
   */
  static async open(film: Film, listener: FrameListener, signal: AbortSignal): Promise<FrameSource> {
    const thread = new Worker(new URL('./decode-thread.ts', import.meta.url), { type: 'module', name: 'decode' })
    const opening = Promise.withResolvers<Opened>()
    thread.onmessage = ({ data }: MessageEvent<DecodeReport>) => {
      if (data.type === 'opened') opening.resolve(data)
      else if (data.type === 'problem') opening.reject(new Error(data.message))
    }
    thread.onerror = (event) => opening.reject(new Error(problemOf(event)))
    signal.addEventListener('abort', () => opening.reject(signal.reason as Error), { once: true })
    tell(thread, { type: 'open', film })
    try {
      return new FrameSource(thread, await opening.promise, listener)
    } catch (caught) {
      thread.terminate()
      throw caught
    }
  }

  /** Says where the playhead is and which way it moves; decoding follows. */
  look(playhead: number, direction: Look['direction']): void {
    if (this.#told?.playhead === playhead && this.#told.direction === direction) return
    this.#told = { playhead, direction }
    tell(this.#thread, { type: 'look', playhead, direction })
  }

  /** Time of the first frame in the file, in seconds. */
  get startSecs(): number {
    return this.#opened.startSecs
  }

  picture(index: number): Picture | undefined {
    return this.#pictures.get(index)
  }

  /** Whether the decoder passed over a frame: there is no picture of it. */
  lost(index: number): boolean {
    return this.#lost.has(index)
  }

  close(): void {
    this.#thread.terminate()
    for (const picture of this.#pictures.values()) picture.close()
    this.#pictures.clear()
  }

  #take(report: DecodeReport): void {
    switch (report.type) {
      case 'frame':
        for (const index of report.gone) this.#letGo(index)
        this.#letGo(report.index)
        this.#pictures.set(report.index, pictureOf(report.picture, this.#opened.size, this.#opened.turn))
        return this.#listener.frame(report.index)
      case 'lost':
        this.#lost.add(report.index)
        return this.#listener.frame(report.index)
      case 'problem':
        return this.#listener.problem(report.message)
      case 'opened':
    }
  }

  #letGo(index: number): void {
    this.#pictures.get(index)?.close()
    this.#pictures.delete(index)
  }
}

function tell(thread: Worker, order: DecodeOrder): void {
  thread.postMessage(order)
}

function problemOf({ message }: ErrorEvent): string {
  return `The picture can’t be decoded: ${message || 'its decoder could not be started'}.`
}
