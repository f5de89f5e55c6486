/** Pictures of a recording by frame index: decoded around the playhead, kept in a bounded cache. */
import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource, type InputVideoTrack } from 'mediabunny'
import type { FrameTable } from '../../domain/frames.ts'
import { DecodeRun } from './decode-run.ts'
import { FrameCache } from './frame-cache.ts'
import { disagreement, keyBefore, packetTable, type ListedPacket, type PacketTable } from './packet-table.ts'
import { pictureKeeper, type Picture, type PictureKeeper, type Turn } from './picture.ts'
import { nextWanted, type Outlook, type Wanted } from './wanted.ts'

const CACHE_BYTES = 256 * 2 ** 20
const CACHE_FRAMES = 180
/** Bytes of the file that stay in memory: jumping to and fro reads them once. */
const FILE_CACHE_BYTES = 128 * 2 ** 20
/** A run that is so few frames before a wanted one goes on to it. */
const NEAR_FRAMES = 12
const TRIES = 2

export interface Film {
  readonly url: string
  readonly table: FrameTable
  /** Whether the file's times are the recording's own. */
  readonly timed: boolean
  readonly displayWidth: number
  readonly displayHeight: number
  /** Of the memory for decoded pictures, 0 to 1. */
  readonly cacheShare: number
}

export interface FrameListener {
  /** A frame can be drawn now. */
  frame(index: number): void
  /** The picture can't be shown any more, and why. */
  problem(message: string): void
}

interface OpenedFilm {
  readonly input: Input
  readonly track: InputVideoTrack
  readonly packets: PacketTable
  readonly config: VideoDecoderConfig
  readonly keeper: PictureKeeper
  readonly cacheBytes: number
}

export class FrameSource {
  readonly #input: Input
  readonly #listener: FrameListener
  readonly #packets: PacketTable
  readonly #sink: EncodedPacketSink
  #config: VideoDecoderConfig
  readonly #keeper: PictureKeeper
  readonly #cache: FrameCache<Picture>
  readonly #lost = new Set<number>()
  #outlook: Outlook
  #run: DecodeRun | null = null
  /** Whether what is decoded now was not asked for yet. */
  #early = false
  #pumping = false
  #closed = false

  private constructor({ input, track, packets, config, keeper, cacheBytes }: OpenedFilm, listener: FrameListener) {
    this.#input = input
    this.#packets = packets
    this.#config = config
    this.#sink = new EncodedPacketSink(track)
    this.#keeper = keeper
    this.#listener = listener
    this.#cache = new FrameCache(Math.max(12, Math.min(CACHE_FRAMES, cacheBytes / keeper.bytesPerPicture)))
    const ahead = Math.floor(this.#cache.capacity / 3)
    const behind = this.#cache.capacity - ahead - 1
    this.#outlook = { playhead: 0, direction: 0, trend: 1, frames: packets.frames, ahead, behind }
  }

  /**
   * Opens a recording's file and checks that its pictures are the frames of the index.
   * @throws Error with a message for the person when it can't be read, can't be decoded, or disagrees with the index.
   */
  static async open(film: Film, listener: FrameListener): Promise<FrameSource> {
    const source = new UrlSource(film.url, { maxCacheSize: FILE_CACHE_BYTES })
    const input = new Input({ source, formats: ALL_FORMATS })
    try {
      const track = await input.getPrimaryVideoTrack()
      const found = await track?.getDecoderConfig()
      if (!track || !found || !(await track.canDecode())) {
        throw new Error('This browser has no decoder for the picture. Labelling by frame number works.')
      }
      const packets = packetTable(await listPackets(track))
      const reason = disagreement(packets, film.table, film.timed)
      if (reason !== null) throw new Error(reason)
      const turn: Turn = { rotation: await track.getRotation(), flip: await track.getFlip() }
      const keeper = pictureKeeper({ width: film.displayWidth, height: film.displayHeight }, turn)
      const config = keeper.holdsDecoded ? await inSoftware(found) : found
      const cacheBytes = CACHE_BYTES * film.cacheShare
      return new FrameSource({ input, track, packets, config, keeper, cacheBytes }, listener)
    } catch (caught) {
      input.dispose()
      throw caught
    }
  }

  /** Says where the playhead is and which way it moves; decoding follows. */
  look(playhead: number, direction: -1 | 0 | 1): void {
    const before = this.#outlook
    const trend = playhead === before.playhead ? before.trend : playhead > before.playhead ? 1 : -1
    this.#outlook = { ...before, playhead, direction, trend }
    // Work ahead of time gives way at once. A frame that was asked for is finished all the same: whoever scrubs fast would
    // see none otherwise.
    if (this.#early && this.#run !== null && !this.#isReady(playhead) && !this.#reaches(this.#run, playhead)) {
      this.#dropRun()
    }
    void this.#pump()
  }

  /** Time of the first frame in the file, in seconds. */
  get startSecs(): number {
    return this.#packets.timestampSecs[0] ?? 0
  }

  picture(index: number): Picture | undefined {
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

  #isReady(index: number): boolean {
    return this.#cache.has(index) || this.#lost.has(index)
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    let failures = 0
    while (!this.#closed) {
      const wanted = nextWanted(this.#outlook, {
        has: (index) => this.#isReady(index),
        keyBefore: (index) => keyBefore(this.#packets, index),
      })
      if (wanted === null) break
      this.#early = wanted.index !== this.#outlook.playhead
      try {
        await this.#decodeTowards(wanted)
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

  async #decodeTowards({ index, from }: Wanted): Promise<void> {
    if (this.#run === null || !this.#reaches(this.#run, index)) {
      this.#dropRun()
      this.#run = await this.#startRun(keyBefore(this.#packets, index))
    }
    const run = this.#run
    const decoded = await run.next()
    if (decoded === 'closed') return
    if (this.#closed) {
      if (decoded !== 'end') decoded.picture.close()
      return
    }
    if (run.lost.length > 0) this.#passOver(run)
    if (decoded === 'end') {
      this.#lose(index)
      this.#dropRun()
      return
    }
    const { playhead, ahead, behind } = this.#outlook
    const wanted = decoded.index >= Math.min(from, playhead - behind) && decoded.index <= playhead + ahead
    if (wanted || decoded.index === index) this.#keep(decoded.index, decoded.picture)
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
    this.#cache.put(index, this.#keeper.keep(picture), this.#outlook.playhead)
    this.#listener.frame(index)
  }
}

/** The same decoder in software where the browser has it: its pictures may be held, and are the same on every machine. */
async function inSoftware(config: VideoDecoderConfig): Promise<VideoDecoderConfig> {
  const wanted = { ...config, hardwareAcceleration: 'prefer-software' } as const
  return (await VideoDecoder.isConfigSupported(wanted)).supported === true ? wanted : config
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
