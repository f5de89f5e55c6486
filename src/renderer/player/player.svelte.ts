/** The player: where the playhead stands, whether it moves, and the picture that is really drawn. */
import { untrack } from 'svelte'
import type { Recording } from '../../contract/things.ts'
import { routes } from '../../contract/routes.ts'
import { frameToSecs, type FrameRange, type FrameTable } from '../../domain/frames.ts'
import { PlayClock, shuttle } from './clock.ts'
import { FrameSource } from './frame-source.ts'

/** How long the playhead may wait for a picture before the window says so. */
const WAIT_SHOWN_MS = 250

export class Player {
  recording = $state.raw<Recording | null>(null)
  table = $state.raw<FrameTable | null>(null)
  /** Where the playhead stands. While playing it only moves to frames that were drawn. */
  frameIndex = $state(0)
  /** The frame on the canvas; null while there is none. */
  drawnIndex = $state<number | null>(null)
  playing = $state(false)
  /** Speed and direction: 0.25…4, negative backward. */
  rate = $state(1)
  /** Playing goes round in this range; null plays to the end. */
  loop = $state.raw<FrameRange | null>(null)
  /** Whether pictures can be drawn. */
  ready = $state(false)
  /** Why there is no picture; null where there is one or it is on its way. */
  problem = $state<string | null>(null)
  /** The playhead waits for its picture longer than a moment. */
  waiting = $state(false)
  /** The playhead stands on a frame that the decoder passed over. */
  lost = $state(false)

  readonly frames = $derived(this.table?.pts.length ?? 0)
  readonly timeSecs = $derived(this.table === null ? 0 : this.secsOf(this.frameIndex))

  #canvas: HTMLCanvasElement | null = null
  #source: FrameSource | null = null
  #clock: PlayClock | null = null
  #tick = 0
  #opening = 0
  #waitTimer = 0
  /** The speed that playing comes back to after the shuttle. */
  #chosenRate = 1

  /** Seconds from the first frame to a frame of this recording. */
  secsOf(frameIndex: number): number {
    if (this.table === null || this.frames === 0) return 0
    return frameToSecs(this.table, Math.max(0, Math.min(this.frames - 1, frameIndex)))
  }

  /** The canvas to draw on. For Svelte's attachments: returns what undoes it. */
  attach(canvas: HTMLCanvasElement): () => void {
    // An attachment is an effect: what drawing reads must not attach the canvas again.
    untrack(() => {
      this.#canvas = canvas
      this.drawnIndex = null
      this.#draw()
    })
    return () => {
      if (this.#canvas === canvas) this.#canvas = null
    }
  }

  /** Shows a recording. The playhead stays where it is when it is the same one again, with another file to play. */
  async open(recording: Recording, table: FrameTable): Promise<void> {
    const again = this.recording?.id === recording.id
    const frameIndex = again ? this.frameIndex : 0
    this.close()
    const opening = this.#opening
    this.recording = recording
    this.table = table
    this.frameIndex = Math.min(frameIndex, table.pts.length - 1)
    this.#clock = new PlayClock(table)
    const url = addressOfPicture(recording)
    if (url === null) return
    if (recording.missing && recording.playback.source === 'original') {
      return this.#fail(`The file is not where it was: ${recording.path}. Labelling by frame number works.`)
    }
    const film = { url, table, timed: recording.playback.source === 'original', ...sizeOf(recording) }
    try {
      const source = await FrameSource.open(film, {
        frame: (index) => this.#arrived(index),
        problem: (message) => this.#fail(message),
      })
      if (opening !== this.#opening) return source.close()
      this.#source = source
      this.ready = true
      this.#look()
    } catch (caught) {
      if (opening === this.#opening) this.#fail(caught instanceof Error ? caught.message : String(caught))
    }
  }

  /** Lets go of file, decoder and pictures. */
  close(): void {
    this.#opening++
    this.pause()
    this.#source?.close()
    this.#source = null
    this.recording = null
    this.table = null
    this.#clock = null
    this.ready = false
    this.problem = null
    this.loop = null
    this.#clearPicture()
  }

  seek(frameIndex: number): void {
    if (this.frames === 0) return
    this.frameIndex = Math.max(0, Math.min(this.frames - 1, Math.round(frameIndex)))
    if (this.playing) this.#clock?.start(this.frameIndex, performance.now(), this.rate)
    this.#look()
  }

  /** Stops and moves by whole frames. */
  step(frames: number): void {
    this.pause()
    this.seek(this.frameIndex + frames)
  }

  play(): void {
    if (!this.ready || this.#clock === null) return
    const { first, last } = this.loop ?? { first: 0, last: this.frames - 1 }
    const start = this.rate > 0 ? first : last
    const outside = this.frameIndex < first || this.frameIndex > last
    const atEnd = this.loop === null && this.frameIndex === (this.rate > 0 ? last : first)
    if (outside || atEnd) this.frameIndex = start
    this.playing = true
    this.#clock.start(this.frameIndex, performance.now(), this.rate)
    this.#look()
    cancelAnimationFrame(this.#tick)
    this.#tick = requestAnimationFrame(() => this.#onTick())
  }

  pause(): void {
    if (!this.playing) return
    this.playing = false
    cancelAnimationFrame(this.#tick)
    this.rate = this.#chosenRate
    this.#look()
  }

  toggle(): void {
    if (this.playing) this.pause()
    else this.play()
  }

  /** Chooses the speed of playing: 0.25…4. */
  setRate(rate: number): void {
    this.#chosenRate = rate
    this.#turn(rate)
  }

  /** J and L: the first press plays, each further one goes along the ladder of speeds. */
  shuttle(towards: -1 | 1): void {
    this.#turn(shuttle(this.rate, this.playing, towards))
    if (!this.playing) this.play()
  }

  #turn(rate: number): void {
    this.rate = rate
    if (this.playing) this.#clock?.start(this.frameIndex, performance.now(), rate)
  }

  #onTick(): void {
    if (!this.playing || this.#clock === null || this.#source === null) return
    const now = performance.now()
    const due = this.#clock.due(now, this.loop)
    this.#advance(due.frameIndex, now)
    if (due.ended && this.frameIndex === due.frameIndex) this.pause()
    else this.#tick = requestAnimationFrame(() => this.#onTick())
  }

  /** Moves on to the due frame, or as near to it as pictures are ready; then time waits for the decoder. */
  #advance(due: number, now: number): void {
    const source = this.#source
    if (source === null || (due === this.frameIndex && this.drawnIndex === due)) return
    const jump = this.loop !== null && (this.rate > 0 ? due < this.frameIndex : due > this.frameIndex)
    const back = due >= this.frameIndex ? -1 : 1
    let index = due
    while (!jump && index !== this.frameIndex && source.picture(index) === undefined && !source.lost(index))
      index += back
    if (index !== due || (jump && source.picture(due) === undefined)) this.#clock?.start(index, now, this.rate)
    this.frameIndex = index
    this.#look(due)
  }

  #look(towards = this.frameIndex): void {
    this.#source?.look(towards, this.playing ? (this.rate > 0 ? 1 : -1) : 0)
    this.#draw()
  }

  #arrived(index: number): void {
    if (index === this.frameIndex) this.#draw()
  }

  #draw(): void {
    const canvas = this.#canvas
    if (canvas === null || this.drawnIndex === this.frameIndex) return
    const picture = this.#source?.picture(this.frameIndex)
    if (picture === undefined) {
      if (this.#source?.lost(this.frameIndex)) this.#showLost()
      else this.#expectWait()
      return
    }
    this.lost = false
    if (canvas.width !== picture.width) canvas.width = picture.width
    if (canvas.height !== picture.height) canvas.height = picture.height
    canvas.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0)
    canvas.dataset['frameIndex'] = String(this.frameIndex)
    this.drawnIndex = this.frameIndex
    this.#stopWait()
  }

  #expectWait(): void {
    if (this.#source === null || this.#waitTimer !== 0) return
    this.#waitTimer = window.setTimeout(() => {
      this.#waitTimer = 0
      this.waiting = this.drawnIndex !== this.frameIndex
    }, WAIT_SHOWN_MS)
  }

  #stopWait(): void {
    clearTimeout(this.#waitTimer)
    this.#waitTimer = 0
    this.waiting = false
  }

  #showLost(): void {
    this.#clearPicture()
    this.lost = true
  }

  #clearPicture(): void {
    this.#stopWait()
    this.lost = false
    this.drawnIndex = null
    const canvas = this.#canvas
    if (canvas === null) return
    delete canvas.dataset['frameIndex']
    canvas.getContext('2d', { alpha: false })?.clearRect(0, 0, canvas.width, canvas.height)
  }

  #fail(message: string): void {
    this.pause()
    this.ready = false
    this.problem = message
    this.#source?.close()
    this.#source = null
    this.#clearPicture()
  }
}

function addressOfPicture(recording: Recording): string | null {
  const { source } = recording.playback
  return source === 'none' ? null : new URL(routes.media(recording.id, source), location.href).href
}

function sizeOf(recording: Recording): { displayWidth: number; displayHeight: number } {
  return { displayWidth: recording.displayWidth, displayHeight: recording.displayHeight }
}
