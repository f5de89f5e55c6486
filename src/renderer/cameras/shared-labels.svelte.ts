/** What is labelled in the session's other cameras, at its moments in the leading one. */
import type { Segment } from '../../contract/things.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'
import { readSegments } from '../timeline/segments.ts'
import { notices } from '../ui/notices.svelte.ts'
import { plural } from '../ui/words.ts'
import type { Cameras } from './cameras.svelte.ts'
import { noEntries, withEntry } from './placing.ts'
import { inLead, type SharedTrack } from './shared-rows.ts'

export class SharedLabels {
  readonly #cameras: Cameras
  #segments = $state.raw<ReadonlyMap<string, readonly Segment[]>>(noEntries())

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
      for (const { recording } of this.#cameras.sharing) {
        if (change.recordingId === null || change.recordingId === recording.id) void this.#read(recording.id)
      }
    })
  }

  /** To be called whenever other cameras may share the session's time. */
  keepUp(): void {
    for (const { recording } of this.#cameras.sharing) {
      if (!this.#segments.has(recording.id)) void this.#read(recording.id)
    }
  }

  /** Copies a camera's segments to the leading one, as one step of the session's history. */
  async copy({ segments, title }: SharedTrack): Promise<void> {
    const recordingId = this.#cameras.leadPlace?.recording.id
    if (recordingId === undefined) return
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
    try {
      this.#segments = withEntry(this.#segments, recordingId, await readSegments(recordingId))
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }
}
