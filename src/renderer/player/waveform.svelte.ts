/** Peaks of a recording's sound for what a timeline shows: read from the engine in parts, kept while they are near. */
import { SvelteMap } from 'svelte/reactivity'
import { routes } from '../../contract/routes.ts'
import type { Recording } from '../../contract/things.ts'
import { frameToSecs, type FrameTable } from '../../domain/frames.ts'
import {
  headerBytes,
  levelFor,
  peakBytes,
  readWaveformHeader,
  waveformLevels,
  type WaveformLevel,
} from '../../domain/waveform.ts'

/** The least and the greatest sample of a column of pixels, each from -1 to 1. */
export interface Peak {
  readonly least: number
  readonly greatest: number
}

/** What is visible of a timeline, as geometry.ts has it. */
interface Visible {
  readonly startFrame: number
  readonly framesPerPx: number
  readonly widthPx: number
}

/** Peaks that are read at once, and parts that are kept: 2 MB at most. */
const PART_PEAKS = 4096
const PARTS = 128

export class Waveform {
  #recordingId: string | null = null
  #levels = $state.raw<readonly WaveformLevel[]>([])
  readonly #parts = new SvelteMap<string, Int16Array>()
  /** Parts that were asked for and are not there yet. Nothing shows it, so nothing has to be told. */
  #asked: readonly string[] = []

  /** Whether there is anything to draw. */
  readonly ready = $derived(this.#levels.length > 0)

  /** Follows a recording; null, or one whose peaks are not there, shows nothing. */
  async open(recording: Pick<Recording, 'id' | 'waveform'> | null): Promise<void> {
    const id = recording?.waveform === true ? recording.id : null
    if (id === this.#recordingId) return
    this.#recordingId = id
    this.#levels = []
    this.#parts.clear()
    this.#asked = []
    if (id === null) return
    const header = await read(id, 0, headerBytes)
    const peaks = header === null ? null : readWaveformHeader(header)
    if (peaks !== null && this.#recordingId === id) this.#levels = waveformLevels(peaks)
  }

  /** One peak for every column of pixels; null where it is not read yet. What is missing is asked for. */
  columns({ startFrame, framesPerPx, widthPx }: Visible, table: FrameTable): (Peak | null)[] {
    if (this.#levels.length === 0 || widthPx < 1) return []
    const edges = Array.from({ length: Math.ceil(widthPx) + 1 }, (_, x) => secsAt(table, startFrame + x * framesPerPx))
    const level = levelFor(this.#levels, (edges.at(-1)! - edges[0]!) / widthPx)
    return edges.slice(1).map((end, x) => this.#between(level, edges[x]!, end))
  }

  #between(level: number, startSecs: number, endSecs: number): Peak | null {
    const { peaksPerSec, peaks } = this.#levels[level]!
    const first = Math.max(0, Math.floor(startSecs * peaksPerSec))
    const last = Math.min(peaks - 1, Math.max(first, Math.ceil(endSecs * peaksPerSec) - 1))
    let least = 0
    let greatest = 0
    for (let peak = first; peak <= last; peak++) {
      const part = this.#part(level, Math.floor(peak / PART_PEAKS))
      if (part === undefined) return null
      least = Math.min(least, part[2 * (peak % PART_PEAKS)]!)
      greatest = Math.max(greatest, part[2 * (peak % PART_PEAKS) + 1]!)
    }
    return { least: least / 32768, greatest: greatest / 32768 }
  }

  #part(level: number, part: number): Int16Array | undefined {
    const key = `${level}/${part}`
    const found = this.#parts.get(key)
    if (found === undefined && !this.#asked.includes(key)) void this.#ask(key, level, part)
    return found
  }

  async #ask(key: string, level: number, part: number): Promise<void> {
    const id = this.#recordingId
    if (id === null) return
    this.#asked = [...this.#asked, key]
    const { offset, peaks } = this.#levels[level]!
    const count = Math.min(PART_PEAKS, peaks - part * PART_PEAKS)
    const bytes = await read(id, offset + part * PART_PEAKS * peakBytes, count * peakBytes)
    if (this.#recordingId !== id) return
    this.#asked = this.#asked.filter((one) => one !== key)
    if (bytes === null) return
    const oldest = this.#parts.size >= PARTS ? this.#parts.keys().next().value : undefined
    if (oldest !== undefined) this.#parts.delete(oldest)
    const view = new DataView(bytes.buffer)
    this.#parts.set(
      key,
      Int16Array.from({ length: count * 2 }, (_, i) => view.getInt16(2 * i, true)),
    )
  }
}

/** Seconds from the first frame to a place between frames; behind the last frame its end. */
function secsAt(table: FrameTable, frame: number): number {
  const last = table.pts.length - 1
  const index = Math.min(Math.max(0, Math.floor(frame)), last)
  const gap =
    last === 0 ? 0 : frameToSecs(table, Math.min(last, index + 1)) - frameToSecs(table, Math.min(last, index + 1) - 1)
  return frameToSecs(table, index) + Math.min(1, frame - index) * gap
}

/** Bytes of the peaks' file; null where it can't be read, and then nothing is drawn. */
async function read(id: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const response = await fetch(routes.waveform(id), { headers: { range: `bytes=${offset}-${offset + length - 1}` } })
    return response.status === 206 ? new Uint8Array(await response.arrayBuffer()) : null
  } catch {
    return null
  }
}
