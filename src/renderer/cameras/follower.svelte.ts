/** A recording that shows the moment at which others are. */
import { frameAtSessionSecs } from '../../domain/synchronise.ts'
import { Player } from '../player/player.svelte.ts'
import { hasSameFiles } from '../player/recording-files.ts'
import type { PlacedRecording } from './placing.ts'

/** Up to four films are on screen at once. */
const CACHE_SHARE = 0.5

export class Follower {
  readonly player = new Player(CACHE_SHARE)
  /** Whether the recording has no frame at this moment: it had not begun, or was over. */
  outside = $state(false)
  #place: PlacedRecording | null = null

  /** Opens a recording; the same one is opened again only where there is another file to play. */
  async put(place: PlacedRecording): Promise<void> {
    const before = this.#place?.recording ?? null
    this.#place = place
    if (!hasSameFiles(before, place.recording)) await this.player.open(place.recording, place.table)
  }

  show(sessionSecs: number): void {
    const { player } = this
    const place = this.#place
    if (place === null) return
    const frame = frameAtSessionSecs(sessionSecs, place.table, place.line, place.lengthSecs)
    this.outside = frame === null
    if (frame !== null && frame !== player.frameIndex) player.seek(frame)
  }

  /** It is moved by itself from here on. */
  letGo(): void {
    this.outside = false
  }

  /** Whether the picture of that moment is on screen, or can't be. */
  get settled(): boolean {
    return this.outside || this.player.settled
  }

  /** How far the picture is from what was asked for, in seconds of the session. */
  get behindSecs(): number {
    const { player } = this
    if (this.settled || this.#place === null || player.drawnIndex === null) return 0
    return Math.abs(player.timeSecs - player.secsOf(player.drawnIndex)) * this.#place.line.rate
  }

  /** Shows nothing, and nobody waits for it. */
  close(): void {
    this.#place = null
    this.outside = false
    this.player.close()
  }
}
