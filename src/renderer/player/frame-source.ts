/** Pictures of a recording by frame index: decoded around the playhead, kept in a bounded cache. */
import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource, VideoSample, type InputVideoTrack } from 'mediabunny'
import type { FrameTable } from '../../domain/frames.ts'
import { DecodeRun } from './decode-run.ts'
import { FrameCache } from './frame-cache.ts'
import { disagreement, keyBefore, packetTable, type ListedPacket, type PacketTable } from './packet-table.ts'
import { nextWanted, type Outlook } from './wanted.ts'

const CACHE_BYTES = 256 * 2 ** 20
const CACHE_FRAMES = 90
/** Longer side of a kept picture in pixels; larger ones are scaled down for the screen. */
const LONGEST_SIDE = 1920
const NEAR_FRAMES = 12
const TRIES = 2

export interface Film {
  readonly url: string
  readonly table: FrameTable
  /** Whether the file's times are the recording's own. */
  readonly timed: boolean
  readonly displayWidth: number
  readonly displayHeight: number
}

export interface FrameListener {
  /** A frame can be drawn now. */
  frame(index: number): void
  /** The picture can't be shown any more, and why. */
  problem(message: string): void
}

export class FrameSource {
  readonly #input: Input
  readonly #listener: FrameListener
  readonly #packets: PacketTable
  readonly #sink: EncodedPacketSink
  #config: VideoDecoderConfig
  readonly #turn: Pick<VideoSample, 'rotation' | 'flip'>
  readonly #easel: OffscreenCanvas
  readonly #cache: FrameCache<ImageBitmap>
  readonly #lost = new Set<number>()
  #outlook: Outlook
  #run: DecodeRun | null = null
  #pumping = false
  #closed = false

  private constructor(
    parts: { input: Input; track: InputVideoTrack; packets: PacketTable; config: VideoDecoderConfig },
    turn: Pick<VideoSample, 'rotation' | 'flip'>,
    film: Film,
    listener: FrameListener,
  ) {
    this.#input = parts.input
    this.#packets = parts.packets
    this.#config = parts.config
    this.#sink = new EncodedPacketSink(parts.track)
    this.#turn = turn
    this.#listener = listener
    const scale = Math.min(1, LONGEST_SIDE / Math.max(film.displayWidth, film.displayHeight))
    const width = Math.max(1, Math.round(film.displayWidth * scale))
    const height = Math.max(1, Math.round(film.displayHeight * scale))
    this.#easel = new OffscreenCanvas(width, height)
    this.#cache = new FrameCache(Math.max(12, Math.min(CACHE_FRAMES, CACHE_BYTES / (width * height * 4))))
    const ahead = Math.floor(this.#cache.capacity / 3)
    this.#outlook = {
      playhead: 0,
      direction: 0,
      frames: parts.packets.frames,
      ahead,
      behind: this.#cache.capacity - ahead - 1,
    }
  }

  /**
   * Opens a recording's file and checks that its pictures are the frames of the index.
   * @throws Error with a message for the person when it can't be read, can't be decoded, or disagrees with the index.
   */
  static async open(film: Film, listener: FrameListener): Promise<FrameSource> {
    const input = new Input({ source: new UrlSource(film.url), formats: ALL_FORMATS })
    try {
      const track = await input.getPrimaryVideoTrack()
      const config = await track?.getDecoderConfig()
      if (!track || !config || !(await track.canDecode())) {
        throw new Error('This browser has no decoder for the picture. Labelling by frame number works.')
      }
      const packets = packetTable(await listPackets(track))
      const reason = disagreement(packets, film.table, film.timed)
      if (reason !== null) throw new Error(reason)
      const turn = { rotation: await track.getRotation(), flip: await track.getFlip() }
      return new FrameSource({ input, track, packets, config }, turn, film, listener)
    } catch (caught) {
      input.dispose()
      throw caught
    }
  }

  /** Says where the playhead is and which way it moves; decoding follows. */
  look(playhead: number, direction: -1 | 0 | 1): void {
    this.#outlook = { ...this.#outlook, playhead, direction }
    void this.#pump()
  }

  picture(index: number): ImageBitmap | undefined {
    return this.#cache.get(index)
  }

  /** Whether the decoder passed over a frame: there is no picture of it. */
  lost(index: number): boolean {
    return this.#lost.has(index)
  }

  close(): void {
    this.#closed = true
    this.#run?.close()
    this.#run = null
    this.#cache.clear()
    this.#input.dispose()
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    let failures = 0
    while (!this.#closed) {
      const wanted = nextWanted(this.#outlook, {
        has: (index) => this.#cache.has(index) || this.#lost.has(index),
        keyBefore: (index) => keyBefore(this.#packets, index),
      })
      if (wanted === null) break
      try {
        await this.#decodeTowards(wanted.index, wanted.from)
        failures = 0
      } catch (caught) {
        this.#dropRun()
        if (this.#closed) break
        if (++failures < TRIES) continue
        this.#listener.problem(`The picture could not be decoded at frame ${wanted.index}: ${textOf(caught)}`)
        break
      }
    }
    this.#pumping = false
    // A run that started while everything was closed is nobody's any more.
    if (this.#closed) this.#dropRun()
  }

  async #decodeTowards(index: number, from: number): Promise<void> {
    if (this.#run === null || !this.#reaches(this.#run, index)) {
      this.#dropRun()
      this.#run = await this.#startRun(keyBefore(this.#packets, index))
    }
    const run = this.#run
    const decoded = await run.next()
    if (this.#closed) {
      decoded?.picture.close()
      return
    }
    if (run.lost.length > 0) this.#passOver(run)
    if (decoded === null) {
      this.#lose(index)
      this.#dropRun()
      return
    }
    const { playhead, ahead, behind } = this.#outlook
    const keep = decoded.index >= Math.min(from, playhead - behind) && decoded.index <= playhead + ahead
    if (keep) this.#keep(decoded.index, decoded.picture)
    else decoded.picture.close()
  }

  #reaches(run: DecodeRun, index: number): boolean {
    if (run.failed || run.at > index) return false
    return keyBefore(this.#packets, index) <= run.at || index - run.at < NEAR_FRAMES
  }

  async #startRun(keyIndex: number): Promise<DecodeRun> {
    const first = await this.#sink.getPacket(this.#packets.timestampSecs[keyIndex]!)
    if (first === null) throw new Error('The file ended before its last frame.')
    const packets = this.#sink.packets(first)
    return new DecodeRun({ config: this.#config, packets, indexOf: this.#packets.indexOf, keyIndex })
  }

  #dropRun(): void {
    this.#run?.close()
    this.#run = null
  }

  /** Hardware decoders may drop reordered pictures; the software one is asked before a frame is given up. */
  #passOver(run: DecodeRun): void {
    const missed = run.lost.splice(0)
    if (this.#config.hardwareAcceleration !== 'prefer-software') {
      this.#config = { ...this.#config, hardwareAcceleration: 'prefer-software' }
      this.#dropRun()
      return
    }
    for (const index of missed) this.#lose(index)
  }

  #lose(index: number): void {
    this.#lost.add(index)
    this.#listener.frame(index)
  }

  #keep(index: number, picture: VideoFrame): void {
    const context = this.#easel.getContext('2d', { alpha: false })
    const sample = new VideoSample(picture, this.#turn)
    if (context !== null) {
      sample.draw(context, 0, 0, this.#easel.width, this.#easel.height)
      this.#cache.put(index, this.#easel.transferToImageBitmap(), this.#outlook.playhead)
    }
    sample.close()
    this.#listener.frame(index)
  }
}

async function listPackets(track: InputVideoTrack): Promise<ListedPacket[]> {
  const listed: ListedPacket[] = []
  const sink = new EncodedPacketSink(track)
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    listed.push({
      sequenceNumber: packet.sequenceNumber,
      timestampSecs: packet.timestamp,
      isKey: packet.type === 'key',
    })
  }
  return listed
}

function textOf(caught: unknown): string {
  return caught instanceof Error ? caught.message : String(caught)
}
