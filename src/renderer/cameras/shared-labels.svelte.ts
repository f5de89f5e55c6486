/** What is labelled in the session's other cameras, at its moments in the leading one. */
import { mostChanged } from '../../contract/labelling.ts'
import type { Segment } from '../../contract/things.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'
import { readSegments } from '../timeline/segments.ts'
import { notices } from '../ui/notices.svelte.ts'
import { countText, plural } from '../ui/words.ts'
import type { Cameras } from './cameras.svelte.ts'
import { noEntries, withEntry, withoutEntries } from './placing.ts'
import { inLead, type SharedTrack } from './shared-rows.ts'

export class SharedLabels {
  readonly #cameras: Cameras
  #segments = $state.raw<ReadonlyMap<string, readonly Segment[]>>(noEntries())
  /** The last reading of each recording since something changed there: what an older one brings is of no use. */
  #readings: ReadonlyMap<string, symbol> = noEntries()

  constructor(cameras: Cameras) {
    this.#cameras = cameras
  }

  /** A track for each camera that has segments while the leading one was running. */
  readonly tracks: readonly SharedTrack[] = $derived.by(() => {
    const lead = this.#cameras.leadPlace
    if (lead === null) return []
    return this.#cameras.sharing
      .map((place) => ({
        recordingId: place.recording.id,
        title: place.recording.fileName,
        segments: inLead(this.#segments.get(place.recording.id) ?? [], place, lead),
      }))
      .filter(({ segments }) => segments.length > 0)
  })

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    return live.onChange((change) => {
      if (change.what !== 'segments') return
      const changed = (id: string): boolean => change.recordingId === null || change.recordingId === id
      const shown = this.#cameras.sharing.map(({ recording }) => recording.id)
      // What is on screen stays until its new state was read.
      this.#segments = withoutEntries(this.#segments, (id) => changed(id) && !shown.includes(id))
      this.#readings = withoutEntries(this.#readings, changed)
      this.keepUp()
    })
  }

  /** To be called whenever other cameras may share the session's time. */
  keepUp(): void {
    for (const { recording } of this.#cameras.sharing) {
      if (!this.#readings.has(recording.id)) void this.#read(recording.id)
    }
  }

  /** Copies a camera's segments to the leading one, as one step of the session's history. */
  async copy({ segments, title }: SharedTrack): Promise<void> {
    const recordingId = this.#cameras.leadPlace?.recording.id
    if (recordingId === undefined) return
    if (segments.length > mostChanged) {
      return notices.problem(
        `At most ${countText(mostChanged)} segments can be copied in one step, and ${title} has ${countText(segments.length)} at these moments. Reject or delete some of them there first.`,
      )
    }
    try {
      const added = await engine.segments.copy({ ids: segments.map(({ id }) => id), recordingId })
      const left = segments.length - added.length
      const rest = left === 0 ? '' : ` ${plural(left, 'is', 'are')} there already, or not decided on yet.`
      notices.say(`Copied ${plural(added.length, 'segment')} from ${title}.${rest}`)
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }

  async #read(recordingId: string): Promise<void> {
    const reading = Symbol(recordingId)
    this.#readings = withEntry(this.#readings, recordingId, reading)
    const isLast = (): boolean => this.#readings.get(recordingId) === reading
    try {
      const segments = await readSegments(recordingId)
      if (isLast()) this.#segments = withEntry(this.#segments, recordingId, segments)
    } catch (caught) {
      // It is read when it is next needed.
      if (isLast()) this.#readings = withoutEntries(this.#readings, (id) => id === recordingId)
      notices.problem(messageOf(caught))
    }
  }
}
