/** The player: where the playhead stands, whether it moves, and the picture that is really drawn. */
import { untrack } from 'svelte'
import type { Recording } from '../../contract/things.ts'
import { frameBySecs, frameToSecs, type FrameRange, type FrameTable } from '../../domain/frames.ts'
import { PlayClock, shuttle } from './clock.ts'
import type { Companion } from './companion.ts'
import { FrameSource } from './frame-source.ts'
import { addressOfPicture, sizeOf, soundOf } from './recording-files.ts'
import { Showing } from './showing.svelte.ts'
import type { Sound } from './sound.ts'

/** A picture that is drawn so long after its time has begun is drawn well inside it, whatever the display's own beat. */
const SETTLE_MS = 4
/** Pictures that are late by more make time wait for them; a little late, some are skipped, as the sound goes on. */
const PATIENCE_SECS = 0.25
/** The picture follows the sound by this share of what they differ, at every frame of the display; more is a new start. */
const FOLLOW = 0.1
const FOLLOW_MOST_MS = 200

export class Player {
  recording = $state.raw<Recording | null>(null)
  table = $state.raw<FrameTable | null>(null)
  playing = $state(false)
  /** Speed and direction: 0.1…4, negative backward. */
  rate = $state(1)
  /** Playing goes round in this range; null plays to the end. */
  loop = $state.raw<FrameRange | null>(null)
  /** Whether pictures can be drawn. */
  ready = $state(false)
  /** Why there is no picture; null where there is one or it is on its way. */
  problem = $state<string | null>(null)
  /** Why there is no sound although the recording has some; null where there is some, or none to be had. */
  soundProblem = $state<string | null>(null)
  /** Frames that were due since playing began and were not shown, at normal speed or slower. */
  skipped = $state(0)

  readonly frames = $derived(this.table?.pts.length ?? 0)

  readonly #showing = new Showing()
  #source: FrameSource | null = null
  #sound: Sound | null = null
  #volume = 1
  #clock: PlayClock | null = null
  /** Whether time runs: it starts with the first picture that is drawn. */
  #running = false
  #tick = 0
  #opening = new AbortController()
  #companion: Companion | null = null
  readonly #cacheShare: number
  /** The speed that playing comes back to after the shuttle. */
  #chosenRate = 1

  /** @param cacheShare of the memory for decoded pictures: less where several players are on screen */
  constructor(cacheShare = 1) {
    this.#cacheShare = cacheShare
  }

  /**
   * Where the playhead stands. While playing it only moves to frames that were drawn. Always up to date; what is shown of
   * it follows once per frame of the display.
   */
  get frameIndex(): number {
    return this.#showing.frameIndex
  }

  /** The frame on the canvas; null while there is none. */
  get drawnIndex(): number | null {
    return this.#showing.drawnIndex
  }

  /** The frame that a person sees: where the film runs, the playhead may be a moment ahead of the picture. */
  get shownIndex(): number {
    return this.playing ? (this.drawnIndex ?? this.frameIndex) : this.frameIndex
  }

  /** The playhead waits for its picture longer than a moment. */
  get waiting(): boolean {
    return this.#showing.waiting
  }

  /** The playhead stands on a frame that the decoder passed over. */
  get lost(): boolean {
    return this.#showing.lost
  }

  /** Whether the playhead's own picture is on screen, or can't be. */
  get settled(): boolean {
    return !this.ready || this.#showing.settled
  }

  get timeSecs(): number {
    return this.secsOf(this.frameIndex)
  }

  /** Seconds from the first frame to a frame of this recording. */
  secsOf(frameIndex: number): number {
    if (this.table === null || this.frames === 0) return 0
    return frameToSecs(this.table, Math.max(0, Math.min(this.frames - 1, frameIndex)))
  }

  /** Takes a companion along, also while it plays, until the returned function is called. */
  lead(companion: Companion): () => void {
    this.#companion = companion
    this.#accompany()
    return () => {
      if (this.#companion === companion) this.#companion = null
    }
  }

  /** The canvas to draw on. For Svelte's attachments: returns what undoes it. */
  attach(canvas: HTMLCanvasElement): () => void {
    // An attachment is an effect: what drawing reads must not attach the canvas again.
    untrack(() => this.#showing.attach(canvas))
    return () => this.#showing.detach(canvas)
  }

  /** Shows a recording. The playhead stays where it is when it is the same one again, with another file to play. */
  async open(recording: Recording, table: FrameTable): Promise<void> {
    const again = this.recording?.id === recording.id
    const frameIndex = again ? this.frameIndex : 0
    this.close()
    const { signal } = this.#opening
    this.recording = recording
    this.table = table
    this.#showing.moveTo(Math.min(frameIndex, table.pts.length - 1))
    this.#clock = new PlayClock(table)
    this.#accompany()
    const url = addressOfPicture(recording)
    if (url === null) return
    if (recording.missing && recording.playback.source === 'original') {
      return this.#fail(`The file is not where it was: ${recording.path}. Labelling by frame number works.`)
    }
    const timed = recording.playback.source === 'original'
    const film = { url, table, timed, display: sizeOf(recording), cacheShare: this.#cacheShare }
    try {
      const listener = {
        frame: (index: number) => this.#showing.arrived(index),
        problem: (message: string) => this.#fail(message),
      }
      const source = await FrameSource.open(film, listener, signal)
      if (signal.aborted) return source.close()
      this.#source = source
      this.#showing.from(source)
      this.#sound = soundOf(recording, source, (message) => (this.soundProblem = message))
      if (this.#sound !== null) this.#sound.volume = this.#volume
      this.ready = true
      this.#look()
    } catch (caught) {
      if (!signal.aborted) this.#fail(caught instanceof Error ? caught.message : String(caught))
    }
  }

  /** Lets go of file, decoder and pictures. */
  close(): void {
    this.#opening.abort()
    this.#opening = new AbortController()
    this.pause()
    this.#source?.close()
    this.#source = null
    this.#sound?.close()
    this.#sound = null
    this.soundProblem = null
    this.recording = null
    this.table = null
    this.#clock = null
    this.ready = false
    this.problem = null
    this.loop = null
    this.#showing.from(null)
  }

  seek(frameIndex: number): void {
    if (this.frames === 0) return
    this.#showing.moveTo(Math.max(0, Math.min(this.frames - 1, Math.round(frameIndex))))
    this.#halt()
    this.#look()
    this.#accompany()
  }

  /** Stops and moves by whole frames. */
  step(frames: number): void {
    this.pause()
    this.seek(this.frameIndex + frames)
  }

  /** Stops and moves to the frame that is shown so many seconds before or after. */
  stepSecs(secs: number): void {
    if (this.table === null) return
    this.pause()
    this.seek(frameBySecs(this.table, this.frameIndex, secs))
  }

  play(): void {
    if (!this.ready || this.#clock === null) return
    const { first, last } = this.loop ?? { first: 0, last: this.frames - 1 }
    const start = this.rate > 0 ? first : last
    const outside = this.frameIndex < first || this.frameIndex > last
    const atEnd = this.loop === null && this.frameIndex === (this.rate > 0 ? last : first)
    if (outside || atEnd) this.#showing.moveTo(start)
    this.playing = true
    this.skipped = 0
    this.#halt()
    this.#look()
    this.#accompany()
    cancelAnimationFrame(this.#tick)
    this.#tick = requestAnimationFrame((now) => this.#onTick(now))
  }

  pause(): void {
    if (!this.playing) return
    this.playing = false
    this.#halt()
    cancelAnimationFrame(this.#tick)
    this.rate = this.#chosenRate
    this.#look()
    this.#accompany()
  }

  toggle(): void {
    if (this.playing) this.pause()
    else this.play()
  }

  /** Chooses the speed of playing: 0.1…4. */
  setRate(rate: number): void {
    this.#chosenRate = rate
    this.#turn(rate)
  }

  /** How loud the sound is, 0 to 1. */
  setVolume(volume: number): void {
    this.#volume = volume
    if (this.#sound !== null) this.#sound.volume = volume
  }

  /** J and L: the first press plays, each further one goes along the ladder of speeds. */
  shuttle(towards: -1 | 1): void {
    this.#turn(shuttle(this.rate, this.playing, towards))
    if (!this.playing) this.play()
  }

  #turn(rate: number): void {
    this.rate = rate
    this.#halt()
  }

  #onTick(nowMs: number): void {
    if (!this.playing || this.#clock === null || this.#source === null) return
    this.#tick = requestAnimationFrame((next) => this.#onTick(next))
    if (!this.#running) return this.#startTime(nowMs)
    this.#followSound(nowMs)
    const due = this.#clock.due(nowMs, this.loop)
    this.#advance(due.frameIndex)
    this.#accompany(due.ended || this.frameIndex !== due.frameIndex ? this.timeSecs : this.#clock.secsAt(nowMs))
    if ((this.#companion?.behindSecs ?? 0) > PATIENCE_SECS * Math.abs(this.rate)) this.#halt()
    if (due.ended && this.frameIndex === due.frameIndex) this.#end()
  }

  /** Time runs from the moment that the playhead's picture is on screen, and those of its companions. */
  #startTime(nowMs: number): void {
    if (!this.#showing.settled || this.#companion?.settled === false) return
    this.#clock?.start(this.frameIndex, nowMs - SETTLE_MS, this.rate)
    this.#sound?.play(this.secsOf(this.frameIndex), this.rate, nowMs - SETTLE_MS)
    this.#running = true
  }

  /** Time stands until the playhead's picture is on screen. */
  #halt(): void {
    this.#running = false
    this.#sound?.stop()
  }

  /** The clock of the sound card goes a little faster or slower than the page's: what is seen follows what is heard. */
  #followSound(nowMs: number): void {
    const heardSecs = this.#sound?.secsAt(nowMs) ?? null
    if (heardSecs === null || this.#clock === null) return
    const aheadMs = (1000 * (this.#clock.secsAt(nowMs) - heardSecs)) / this.rate
    if (Math.abs(aheadMs) < FOLLOW_MOST_MS) this.#clock.nudge(aheadMs * FOLLOW)
  }

  #end(): void {
    if (this.loop === null) return this.pause()
    this.seek(this.rate > 0 ? this.loop.first : this.loop.last)
  }

  /** Moves on to the due frame, or as near to it as pictures are ready. */
  #advance(due: number): void {
    const source = this.#source
    if (source === null || due === this.frameIndex) return
    const back = due > this.frameIndex ? -1 : 1
    let index = due
    while (index !== this.frameIndex && source.picture(index) === undefined && !source.lost(index)) index += back
    if (Math.abs(this.rate) <= 1) this.skipped += Math.max(0, Math.abs(index - this.frameIndex) - 1)
    this.#showing.moveTo(index)
    if (Math.abs(this.secsOf(due) - this.secsOf(index)) > PATIENCE_SECS * Math.abs(this.rate)) this.#halt()
    this.#look(due)
  }

  /** Between two frames the companions move on: they have frame rates of their own. */
  #accompany(secs = this.timeSecs): void {
    if (this.table !== null) this.#companion?.show(secs)
  }

  #look(towards = this.frameIndex): void {
    this.#source?.look(towards, this.playing ? (this.rate > 0 ? 1 : -1) : 0)
    this.#showing.draw()
  }

  #fail(message: string): void {
    this.pause()
    this.ready = false
    this.problem = message
    this.#source?.close()
    this.#source = null
    this.#showing.from(null)
  }
}
