/** The cameras of a session beside the one that leads: which of them are on screen, and that they show its moment. */
import type { Recording } from '../../contract/things.ts'
import { frameAtSessionSecs, sessionSecsOf, untied, type SyncLine } from '../../domain/synchronise.ts'
import { here } from '../engine/place.svelte.ts'
import { preferences } from '../engine/preferences.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'
import { Convoy } from './convoy.ts'
import type { PlacedRecording } from './placing.ts'
import { SessionClock } from './session-clock.svelte.ts'

/** Pictures on screen at once, the leading one among them. */
const MOST_PICTURES = 4

export class Cameras {
  readonly clock = new SessionClock()
  readonly convoy = new Convoy(() => this.leadLine)
  readonly #lead: Player
  /** Other recordings that a person chose; null until then. */
  #chosen = $state.raw<readonly string[] | null>(null)
  /** The moment at which another recording is to lead on. */
  #carried: { readonly recordingId: string; readonly sessionSecs: number } | null = null

  constructor(lead: Player) {
    this.#lead = lead
  }

  readonly leadPlace: PlacedRecording | null = $derived.by(
    () => this.clock.places.get(this.#lead.recording?.id ?? '') ?? null,
  )
  /** The session's other recordings, those that are synchronised first. */
  readonly others: readonly Recording[] = $derived.by(() => {
    const others = this.clock.recordings.filter(({ id }) => id !== this.#lead.recording?.id)
    return others.toSorted((a, b) => Number(this.isSynchronised(b)) - Number(this.isSynchronised(a)))
  })
  readonly #usual: readonly string[] = $derived(this.others.slice(0, MOST_PICTURES - 1).map(({ id }) => id))
  /** Those that are on screen beside the leading one. */
  readonly shown: readonly Recording[] = $derived.by(() => {
    if (!this.together) return []
    const chosen = this.#chosen ?? this.#usual
    return this.others.filter(({ id }) => chosen.includes(id)).slice(0, MOST_PICTURES - 1)
  })

  /** Whether the session's cameras are played together: remembered. */
  get together(): boolean {
    return preferences.fields('cameras')['together'] === true
  }

  get leadLine(): SyncLine {
    return this.leadPlace?.line ?? untied
  }

  isSynchronised(recording: Recording): boolean {
    return this.clock.synchronised.some(({ id }) => id === recording.id)
  }

  toggleTogether(): void {
    if (this.others.length === 0)
      return notices.say('This session has one recording: there is nothing to play with it.')
    void preferences.set('cameras', { together: !this.together })
  }

  toggleShown(recording: Recording): void {
    const shown = this.shown.map(({ id }) => id)
    if (shown.includes(recording.id)) this.#chosen = shown.filter((id) => id !== recording.id)
    else if (shown.length < MOST_PICTURES - 1) this.#chosen = [...shown, recording.id]
    else notices.say(`${MOST_PICTURES} pictures at most: take another one away first.`)
  }

  /** Another recording leads on from this moment. */
  leadWith(recordingId: string): void {
    const { table, frameIndex } = this.#lead
    if (table !== null) this.#carried = { recordingId, sessionSecs: sessionSecsOf(frameIndex, table, this.leadLine) }
    // What leads comes into the place of what led.
    const led = this.#lead.recording?.id
    this.#chosen = this.#chosen?.map((id) => (id === recordingId && led !== undefined ? led : id)) ?? null
    here.go({ page: 'label', recordingId })
  }

  /** The next recording of the session leads, round to the first. */
  leadWithNext(): void {
    const { recordings } = this.clock
    const at = recordings.findIndex(({ id }) => id === this.#lead.recording?.id)
    const next = recordings[(at + 1) % recordings.length]
    if (at === -1 || next === undefined || recordings.length === 1) notices.say('This session has one recording.')
    else this.leadWith(next.id)
  }

  /** Synchronised recordings beside the leading one, with their places; none where the leading one itself is not. */
  readonly sharing: readonly PlacedRecording[] = $derived.by(() => {
    const { synchronised, places } = this.clock
    const leadId = this.#lead.recording?.id
    if (!synchronised.some(({ id }) => id === leadId)) return []
    return synchronised.flatMap(({ id }) => (id === leadId ? [] : (places.get(id) ?? [])))
  })

  /** To be called whenever the open recording, its session or what is on screen may have changed. */
  keepUp(): void {
    const { recording, table } = this.#lead
    if (recording === null || table === null) return
    if (recording.sessionId !== this.clock.sessionId) {
      this.#chosen = null
      void this.clock.open(recording.sessionId)
    }
    this.clock.know(recording.id, table)
    this.clock.need([...this.shown, ...this.clock.synchronised].map(({ id }) => id))
    this.#arrive(recording, table)
    this.convoy.showAgain()
  }

  #arrive({ id }: Recording, table: NonNullable<Player['table']>): void {
    const place = this.leadPlace
    if (this.#carried?.recordingId !== id || place === null) return
    const frame = frameAtSessionSecs(this.#carried.sessionSecs, table, place.line, place.lengthSecs)
    this.#carried = null
    if (frame !== null) this.#lead.seek(frame)
  }
}
