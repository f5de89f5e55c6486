/**
 * Decodes a film around the playhead, and knows which frames the window holds: a bounded number of them. It lives in a thread
 * of its own and ends with it.
 */
import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource, type InputVideoTrack } from 'mediabunny'
import type { Film, Look } from './decode-messages.ts'
import { DecodeRun } from './decode-run.ts'
import { HeldFrames } from './held-frames.ts'
import { disagreement, keyBefore, packetTable, type ListedPacket, type PacketTable } from './packet-table.ts'
import { PictureDecoder } from './picture-decoder.ts'
import { pictureKeeper, type PictureKeeper, type Size, type Turn } from './picture.ts'
import { nextWanted, type Outlook, type Wanted } from './wanted.ts'

const CACHE_BYTES = 256 * 2 ** 20
const CACHE_FRAMES = 180
/** Bytes of the file that stay in memory: jumping to and fro reads them once. */
const FILE_CACHE_BYTES = 128 * 2 ** 20
/** Requests for the file at once: a jump doesn't wait until what was read ahead has come. */
const READERS = 4
/** A run that is so few frames before a wanted one goes on to it. */
const NEAR_FRAMES = 12
const TRIES = 2

export interface FilmListener {
  /** A frame was decoded: the listener owns the picture now, and lets go of those of `gone`. */
  frame(index: number, picture: VideoFrame | ImageBitmap, gone: readonly number[]): void
  /** The decoder passed over a frame. */
  lost(index: number): void
  /** There are no more pictures, and why. */
  problem(message: string): void
}

interface OpenedFilm {
  readonly track: InputVideoTrack
  readonly packets: PacketTable
  readonly config: VideoDecoderConfig
  readonly keeper: PictureKeeper
  readonly turn: Turn
  readonly cacheBytes: number
}

export class FilmDecoder {
  readonly turn: Turn
  readonly #listener: FilmListener
  readonly #packets: PacketTable
  readonly #track: InputVideoTrack
  readonly #sink: EncodedPacketSink
  #config: VideoDecoderConfig
  readonly #keeper: PictureKeeper
  /** The frames that the window holds. */
  readonly #held: HeldFrames
  readonly #lost = new Set<number>()
  #outlook: Outlook
  /** Two: while one throws away what it was at, the other begins where the playhead jumped. */
  #decoders: PictureDecoder[]
  #run: DecodeRun | null = null
  /** Whether what is decoded now was not asked for yet. */
  #early = false
  #pumping = false

  private constructor({ track, packets, config, keeper, turn, cacheBytes }: OpenedFilm, listener: FilmListener) {
    this.#packets = packets
    this.#config = config
    this.#track = track
    this.#sink = new EncodedPacketSink(track)
    this.#keeper = keeper
    this.turn = turn
    this.#listener = listener
    this.#decoders = newDecoders(config)
    this.#held = new HeldFrames(Math.max(12, Math.min(CACHE_FRAMES, cacheBytes / keeper.bytesPerPicture)))
    const ahead = Math.floor(this.#held.capacity / 3)
    const behind = this.#held.capacity - ahead - 1
    this.#outlook = { playhead: 0, direction: 0, trend: 1, frames: packets.frames, ahead, behind }
  }

  /**
   * Opens a recording's file and checks that its pictures are the frames of the index.
   * @throws Error with a message for the person when it can't be read, can't be decoded, or disagrees with the index.
   */
  static async open(film: Film, listener: FilmListener): Promise<FilmDecoder> {
    const source = new UrlSource(film.url, { maxCacheSize: FILE_CACHE_BYTES * film.cacheShare, parallelism: READERS })
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
      const keeper = pictureKeeper(film.display, turn)
      const config = keeper.holdsDecoded ? await inSoftware(found) : found
      const cacheBytes = CACHE_BYTES * film.cacheShare
      return new FilmDecoder({ track, packets, config, keeper, turn, cacheBytes }, listener)
    } catch (caught) {
      input.dispose()
      throw caught
    }
  }

  /** Says where the playhead is and which way it moves; decoding follows. */
  look({ playhead, direction }: Look): void {
    const before = this.#outlook
    const trend = playhead === before.playhead ? before.trend : playhead > before.playhead ? 1 : -1
    this.#outlook = { ...before, playhead, direction, trend }
    // Work ahead of time gives way at once. Of what was asked for, one more picture comes all the same: whoever scrubs fast
    // would see none otherwise.
    if (this.#early && this.#run !== null && !this.#isReady(playhead) && !this.#reaches(this.#run, playhead)) {
      this.#dropRun()
    }
    void this.#pump()
  }

  /** Time of the first frame in the file, in seconds. */
  get startSecs(): number {
    return this.#packets.timestampSecs[0] ?? 0
  }

  /** Size of the pictures that come, upright. */
  get size(): Size {
    return this.#keeper.size
  }

  #isReady(index: number): boolean {
    return this.#held.has(index) || this.#lost.has(index)
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    let failures = 0
    for (;;) {
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
        if (++failures < TRIES) continue
        this.#listener.problem(`The picture could not be decoded at frame ${wanted.index}: ${textOf(caught)}`)
        break
      }
    }
    this.#pumping = false
  }

  async #decodeTowards({ index, from }: Wanted): Promise<void> {
    if (this.#run === null || !this.#reaches(this.#run, index)) {
      this.#dropRun()
      this.#run = await this.#startRun(index)
    }
    const run = this.#run
    const decoded = await run.next()
    if (decoded === 'closed') return
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

  /** Decodes from the last frame on, up to a wanted one, at which decoding can start. */
  async #startRun(index: number): Promise<DecodeRun> {
    const { isKey, timestampSecs } = this.#packets
    const keyIndex = keyBefore(this.#packets, index)
    const first = await this.#sink.getPacket(timestampSecs[keyIndex]!)
    if (first === null) throw new Error('The file ended before its last frame.')
    // Containers also mark the first picture of an open group as a key: from there the browser's decoder makes wrong pictures.
    if (keyIndex > 0 && (await this.#track.determinePacketType(first)) === 'delta') {
      isKey[keyIndex] = false
      return this.#startRun(index)
    }
    if (this.#decoders.some(({ broken }) => broken)) this.#renewDecoders()
    const decoder = this.#decoders.find(({ idle }) => idle) ?? this.#decoders[0]!
    const { indexOf } = this.#packets
    return DecodeRun.begin({ decoder, packets: this.#sink.packets(first), indexOf, keyIndex })
  }

  #renewDecoders(): void {
    for (const decoder of this.#decoders) decoder.close()
    this.#decoders = newDecoders(this.#config)
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
      this.#renewDecoders()
      return
    }
    for (const index of missed) this.#lose(index)
  }

  #lose(index: number): void {
    this.#lost.add(index)
    this.#listener.lost(index)
  }

  #keep(index: number, picture: VideoFrame): void {
    const gone = this.#held.put(index, this.#outlook.playhead)
    // The playhead has jumped away meanwhile: there is no room for what it was at.
    if (gone.includes(index)) picture.close()
    else this.#listener.frame(index, this.#keeper.keep(picture), gone)
  }
}

function newDecoders(config: VideoDecoderConfig): PictureDecoder[] {
  return [new PictureDecoder(config), new PictureDecoder(config)]
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
