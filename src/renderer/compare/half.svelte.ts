/** One half of a comparison: what its address asks for, read from the engine, and its place in the common time. */
import type { Recording, Segment } from '../../contract/things.ts'
import type { FrameTable } from '../../domain/frames.ts'
import { syncLine } from '../../domain/synchronise.ts'
import type { PlacedRecording } from '../cameras/placing.ts'
import { engine, messageOf } from '../engine/client.ts'
import { heldIn, type ComparedSide } from '../engine/compared-side.ts'
import { library } from '../engine/library.svelte.ts'
import { readSegments } from '../timeline/segments.ts'
import { notices } from '../ui/notices.svelte.ts'

interface Read {
  readonly recordingId: string
  readonly table: FrameTable
  readonly segments: readonly Segment[]
}

export class Half {
  #asked = $state.raw<ComparedSide | null>(null)
  #read = $state.raw<Read | null>(null)

  readonly recording: Recording | null = $derived(library.recording(this.#asked?.recordingId ?? null))
  readonly #known: Read | null = $derived(
    this.#read !== null && this.#read.recordingId === this.#asked?.recordingId ? this.#read : null,
  )
  /** What is asked for, as far as the recording has it; null until it was read. */
  readonly side: ComparedSide | null = $derived(
    this.#asked === null || this.#known === null ? null : heldIn(this.#asked, this.#known.table.pts.length),
  )
  /** By first frame, without rejected proposals. */
  readonly segments: readonly Segment[] = $derived(
    this.#known?.segments.filter(({ state }) => state !== 'rejected') ?? [],
  )
  /** The frame it is aligned on is at 0 of the common time; slow motion runs at its true speed. */
  readonly place: PlacedRecording | null = $derived.by(() => {
    const { recording, side } = this
    const table = this.#known?.table
    if (recording === null || side === null || table === undefined) return null
    const line = syncLine([{ frame: side.event, sessionSecs: 0 }], table, recording.slowMotion)
    return { recording, table, line, lengthSecs: recording.durationSecs, tie: null, problem: null }
  })

  /** What is asked for, read or not. */
  get asked(): ComparedSide | null {
    return this.#asked
  }

  async ask(side: ComparedSide | null): Promise<void> {
    const before = this.#asked?.recordingId
    this.#asked = side
    if (side === null || side.recordingId === before) return
    const { recordingId } = side
    try {
      const [table, segments] = await Promise.all([
        engine.recordings.frames({ id: recordingId }),
        readSegments(recordingId),
      ])
      if (recordingId === this.#asked?.recordingId) this.#read = { recordingId, table, segments }
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }
}
