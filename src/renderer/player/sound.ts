/** The sound of a recording, in step with the picture: decoded ahead, and laid on the clock of the sound card. */
import { ALL_FORMATS, AudioBufferSink, Input, UrlSource } from 'mediabunny'
import { samplesFrom, type SoundPart } from './sample-stream.ts'
import { joined, Stretch, type Samples } from './stretch.ts'

/** Speeds at which sound is heard, at its own pitch; at others, and backward, there is none. */
const SLOWEST = 0.5
const FASTEST = 2
/** How far ahead sound is laid out, and in what pieces, in seconds. */
const AHEAD_SECS = 0.6
const PIECE_SECS = 0.1
/** What is laid out later than this before its time is cut at its beginning instead of heard late. */
const MARGIN_SECS = 0.01

interface Track {
  readonly sink: AudioBufferSink
  readonly sampleRate: number
  readonly channels: number
  readonly context: AudioContext
  readonly gain: GainNode
}

/** What is being played: at second `startSecs` of the recording the sound card's clock shows `startAt`. */
interface Run {
  readonly startSecs: number
  readonly rate: number
  startAt: number | null
  readonly pieces: Set<AudioBufferSourceNode>
}

export class Sound {
  readonly #url: string
  readonly #offsetSecs: number
  readonly #onProblem: (message: string) => void
  #input: Input | null = null
  #track: Promise<Track | null> | null = null
  #opened: Track | null = null
  #run: Run | null = null
  #volume = 1
  #closed = false

  /** @param offsetSecs time in the file at which the recording's first frame stands */
  constructor(url: string, offsetSecs: number, onProblem: (message: string) => void) {
    this.#url = url
    this.#offsetSecs = offsetSecs
    this.#onProblem = onProblem
  }

  /** 0 to 1. */
  set volume(volume: number) {
    this.#volume = volume
    if (this.#opened !== null) this.#opened.gain.gain.value = volume
  }

  /** Plays so that second `secs` of the recording is heard at `atMs` of the page's clock. */
  play(secs: number, rate: number, atMs: number): void {
    this.stop()
    if (rate < SLOWEST || rate > FASTEST) return
    const run: Run = { startSecs: secs, rate, startAt: null, pieces: new Set() }
    this.#run = run
    void this.#lay(run, atMs).catch((caught: unknown) => {
      if (this.#closed) return
      this.#onProblem(`The sound can't be played here: ${caught instanceof Error ? caught.message : String(caught)}`)
    })
  }

  stop(): void {
    for (const piece of this.#run?.pieces ?? []) piece.stop()
    this.#run = null
  }

  /** The second of the recording that is heard at `nowMs`; null while nothing is. */
  secsAt(nowMs: number): number | null {
    const run = this.#run
    if (run === null || run.startAt === null || this.#opened === null) return null
    return run.startSecs + (cardTime(this.#opened.context, nowMs) - run.startAt) * run.rate
  }

  close(): void {
    this.#closed = true
    this.stop()
    this.#input?.dispose()
    void this.#opened?.context.close()
    this.#opened = null
  }

  async #lay(run: Run, atMs: number): Promise<void> {
    const track = await (this.#track ??= this.#open())
    if (track === null || this.#run !== run) return
    const { context, sampleRate, channels } = track
    await context.resume()
    const stretch = run.rate === 1 ? null : new Stretch(channels, run.rate)
    const start = this.#offsetSecs + run.startSecs
    let waiting: Samples[] = []
    let at: number | null = null
    for await (const samples of samplesFrom(partsOf(track.sink, start), start, sampleRate)) {
      if (this.#run !== run) return
      waiting.push(stretch === null ? samples : stretch.push(samples))
      if (lengthOf(waiting) < PIECE_SECS * sampleRate) continue
      at ??= run.startAt = cardTime(context, atMs)
      at = this.#layPiece(run, track, merged(waiting, channels), at)
      waiting = []
      while (at - context.currentTime > AHEAD_SECS) {
        await new Promise((resume) => setTimeout(resume, (1000 * AHEAD_SECS) / 4))
        if (this.#run !== run) return
      }
    }
    if (at !== null && lengthOf(waiting) > 0) this.#layPiece(run, track, merged(waiting, channels), at)
  }

  /** Lays a piece at a time of the sound card's clock; returns when the next one is due. */
  #layPiece(run: Run, { context, gain, sampleRate }: Track, samples: Samples, at: number): number {
    const length = samples[0]!.length
    const late = Math.max(0, context.currentTime + MARGIN_SECS - at)
    const cut = Math.min(length, Math.ceil(late * sampleRate))
    if (cut < length) {
      const buffer = context.createBuffer(samples.length, length - cut, sampleRate)
      samples.forEach((channel, i) => buffer.copyToChannel(channel.subarray(cut), i))
      const piece = new AudioBufferSourceNode(context, { buffer })
      piece.connect(gain)
      piece.onended = () => run.pieces.delete(piece)
      run.pieces.add(piece)
      piece.start(at + cut / sampleRate)
    }
    return at + length / sampleRate
  }

  async #open(): Promise<Track | null> {
    const input = new Input({ source: new UrlSource(this.#url), formats: ALL_FORMATS })
    this.#input = input
    const track = await input.getPrimaryAudioTrack()
    if (track === null) return null
    if (!(await track.canDecode())) throw new Error(`there is no decoder for ${String(await track.getCodec())}`)
    if (this.#closed) return null
    const sampleRate = await track.getSampleRate()
    const channels = await track.getNumberOfChannels()
    const context = new AudioContext({ sampleRate, latencyHint: 'interactive' })
    const gain = new GainNode(context, { gain: this.#volume })
    gain.connect(context.destination)
    this.#opened = { sink: new AudioBufferSink(track), sampleRate, channels, context, gain }
    return this.#opened
  }
}

async function* partsOf(sink: AudioBufferSink, startSecs: number): AsyncGenerator<SoundPart, void, void> {
  for await (const { buffer, timestamp } of sink.buffers(Math.max(0, startSecs))) {
    const samples = Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel))
    yield { timestampSecs: timestamp, samples }
  }
}

/** What the sound card's clock shows when that is heard which is heard at `atMs` of the page's clock. */
function cardTime(context: AudioContext, atMs: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
  // Until the first samples are out there is no such pair: then both clocks are read, and the way to the ear guessed.
  if (performanceTime === 0) return context.currentTime + context.outputLatency + (atMs - performance.now()) / 1000
  return contextTime + (atMs - performanceTime) / 1000
}

function lengthOf(parts: readonly Samples[]): number {
  return parts.reduce((length, part) => length + (part[0]?.length ?? 0), 0)
}

function merged(parts: readonly Samples[], channels: number): Samples {
  return Array.from({ length: channels }, (_, channel) => joined(parts.map((part) => part[channel]!)))
}
