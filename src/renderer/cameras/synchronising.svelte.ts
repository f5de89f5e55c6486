/** Tying a recording to the time of its session: two pictures, and the ways in which a person can say what happens at once. */
import type { Synchronisation } from '../../contract/things.ts'
import { sessionSecsAt, sessionSecsOf, untied } from '../../domain/synchronise.ts'
import { engine, messageOf } from '../engine/client.ts'
import { takeStep } from '../engine/history-steps.ts'
import { library } from '../engine/library.svelte.ts'
import { Player } from '../player/player.svelte.ts'
import { hasSameFiles } from '../player/recording-files.ts'
import { notices } from '../ui/notices.svelte.ts'
import { Convoy } from './convoy.ts'
import { Follower } from './follower.svelte.ts'
import type { PlacedRecording } from './placing.ts'
import { seenIndex } from './seen.ts'
import { SessionClock } from './session-clock.svelte.ts'
import { SoundMatching } from './sound-matching.svelte.ts'

type Side = 'reference' | 'camera'

export class Synchronising {
  readonly clock = new SessionClock()
  readonly reference = new Player(0.5)
  readonly camera = new Follower()
  readonly convoy = new Convoy(() => this.referencePlace?.line ?? untied)
  readonly sound = new SoundMatching(() => {
    const { cameraId: recordingId, referenceId } = this
    return recordingId === null || referenceId === null ? null : { recordingId, referenceId }
  })
  /** The picture that keys move. */
  active = $state<Side>('reference')
  #linked = $state(false)
  #wantedId = $state<string | null>(null)
  #chosenReferenceId = $state<string | null>(null)
  #leave: (() => void) | null = null
  /** The camera of which it was decided whether it goes along from the start: where it is tied. */
  #decidedId: string | null = null

  readonly #session = $derived.by(() => library.recording(this.#wantedId)?.sessionId ?? null)
  /** Those that can be tied: the first recording's time is the session's. */
  readonly candidates = $derived(this.clock.recordings.slice(1))
  readonly cameraId: string | null = $derived(
    this.candidates.find(({ id }) => id === this.#wantedId)?.id ?? this.candidates[0]?.id ?? null,
  )
  readonly references = $derived(this.clock.recordings.filter(({ id }) => id !== this.cameraId))
  readonly referenceId: string | null = $derived(
    this.references.find(({ id }) => id === this.#chosenReferenceId)?.id ?? this.references[0]?.id ?? null,
  )
  readonly cameraPlace: PlacedRecording | null = $derived(this.clock.places.get(this.cameraId ?? '') ?? null)
  readonly referencePlace: PlacedRecording | null = $derived(this.clock.places.get(this.referenceId ?? '') ?? null)
  /** Seconds by which the camera starts after the reference, by their places now. */
  readonly offsetSecs: number = $derived.by(() => {
    const { cameraPlace: camera, referencePlace: reference } = this
    if (camera === null || reference === null) return 0
    return (camera.line.offsetSecs - reference.line.offsetSecs) / reference.line.rate
  })

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    const stop = [this.clock.follow(), this.reference.lead(this.convoy)]
    return () => {
      for (const one of stop) one()
      this.sound.forget()
      this.reference.close()
      this.camera.close()
    }
  }

  get activePlayer(): Player {
    return this.active === 'reference' ? this.reference : this.camera.player
  }

  /** Whether the camera shows the moment that the reference is at. */
  get linked(): boolean {
    return this.#linked
  }

  link(linked: boolean): void {
    this.#linked = linked
    this.#leave?.()
    this.#leave = linked ? this.convoy.add(this.camera) : null
    if (!linked) this.camera.letGo()
  }

  /** @param recordingId to be tied; where it is the session's first, the next one is */
  want(recordingId: string | null): void {
    this.#wantedId = recordingId
  }

  chooseReference(recordingId: string): void {
    this.#chosenReferenceId = recordingId
  }

  /** To be called whenever what is to be shown may have changed. */
  keepUp(): void {
    void this.clock.open(this.#session)
    this.clock.need([this.cameraId, this.referenceId].filter((id) => id !== null))
    const { cameraPlace: camera, referencePlace: reference } = this
    if (reference !== null && !hasSameFiles(this.reference.recording, reference.recording)) {
      void this.reference.open(reference.recording, reference.table)
    }
    if (camera === null) return
    if (this.camera.player.recording?.id !== camera.recording.id) {
      this.sound.forget()
      this.link(false)
      this.#decidedId = null
    }
    if (this.#decidedId === null && this.clock.tiesRead) {
      this.#decidedId = camera.recording.id
      this.link(camera.tie !== null)
    }
    void this.camera.put(camera)
    this.convoy.showAgain()
  }

  /** What both pictures show is the same moment. Second: the one that was marked before counts too, and tells of a drift. */
  async mark(which: 'only' | 'second'): Promise<void> {
    const { cameraPlace: camera, referencePlace: reference } = this
    if (camera === null || reference === null) return
    this.reference.pause()
    this.camera.player.pause()
    if (this.camera.outside) {
      return notices.say(`${camera.recording.fileName} was not filming at this moment: move it to one that both show.`)
    }
    const sessionSecs = sessionSecsOf(seenIndex(this.reference), reference.table, reference.line)
    const point = { frame: seenIndex(this.camera.player), sessionSecs }
    const before = which === 'second' ? (camera.tie?.points.slice(0, 1) ?? []) : []
    if (which === 'second' && before.length === 0) return notices.say('Mark a first moment before the second one.')
    await this.#tie({ method: 'marked', points: [...before, point], confidence: null })
  }

  /** @param offsetSecs by which the camera's first frame comes after the reference's */
  async type(offsetSecs: number): Promise<void> {
    const sessionSecs = sessionSecsAt(offsetSecs, this.referencePlace?.line ?? untied)
    await this.#tie({ method: 'typed', points: [{ frame: 0, sessionSecs }], confidence: null })
  }

  async #tie(how: Omit<Synchronisation, 'recordingId'>): Promise<void> {
    const { cameraPlace } = this
    if (cameraPlace === null) return
    const recordingId = cameraPlace.recording.id
    if (await this.#edit(() => engine.sync.set({ recordingId, ...how }))) this.link(true)
  }

  /** Asks for the sounds to be compared. */
  listen(): void {
    void this.sound.ask()
  }

  /** Takes what the sounds told. */
  async tieBySound(): Promise<void> {
    const found = this.sound.found
    if (found === null) return
    this.sound.forget()
    await this.#tie({ method: 'sound', points: found.points, confidence: found.confidence })
  }

  async untie(): Promise<void> {
    const recordingId = this.cameraId
    if (recordingId !== null && (await this.#edit(() => engine.sync.clear({ recordingId })))) this.link(false)
  }

  async step(way: 'back' | 'on'): Promise<void> {
    const sessionId = this.#session
    if (sessionId === null) return
    await this.#edit(async () => notices.say(await takeStep(way, sessionId)))
  }

  /** What the engine refuses is said; then its own state is shown. */
  async #edit(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      await this.clock.read()
      return true
    } catch (caught) {
      notices.problem(messageOf(caught))
      return false
    }
  }
}
