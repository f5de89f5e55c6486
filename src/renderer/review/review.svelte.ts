/** Reviewing what a model proposed in one recording: the proposals, the one in hand, and the verdicts. */
import type { Label, Recording, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { live } from '../engine/live.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import type { Growing, SegmentBoard } from '../timeline/board.ts'
import { notices } from '../ui/notices.svelte.ts'

export class Review implements SegmentBoard {
  readonly editable = true
  readonly growing: readonly Growing[] = []
  segments = $state.raw<Segment[]>([])
  selectedId = $state<string | null>(null)
  #jobId = $state<string | null>(null)

  /** What a model said, in the order of the recording. */
  readonly proposals = $derived(
    this.segments.filter((segment) => segment.source === 'model').toSorted((a, b) => a.first - b.first),
  )
  readonly undecided = $derived(this.proposals.filter((segment) => segment.state === 'proposed'))
  readonly selected = $derived(this.segments.find((segment) => segment.id === this.selectedId) ?? null)
  readonly job = $derived(this.#jobId === null ? undefined : live.jobs.get(this.#jobId))
  readonly working = $derived(this.job?.state === 'running' || this.job?.state === 'queued')

  readonly #player: Player
  #recordingId: string | null = null

  constructor(player: Player) {
    this.#player = player
  }

  async open(recording: Recording): Promise<void> {
    this.#recordingId = recording.id
    this.selectedId = null
    this.segments = []
    await Promise.all([this.load(), this.#openPlayer(recording)])
  }

  async load(): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null) return
    await this.#guard(async () => {
      const segments = await engine.segments.list({ recordingId })
      if (recordingId === this.#recordingId) this.segments = segments
    })
  }

  async propose(modelId: string): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null) return
    await this.#guard(async () => {
      this.#jobId = (await engine.review.propose({ recordingId, modelId })).jobId
    })
  }

  async cancel(): Promise<void> {
    const id = this.#jobId
    if (id !== null) await this.#guard(() => engine.jobs.cancel({ id }))
  }

  /** Labels that occur in this recording: tracks without anything would only push the others out of sight. */
  get labels(): readonly Label[] {
    const used = this.segments.map((segment) => segment.labelId)
    return library.labels.filter((label) => used.includes(label.id))
  }

  select(id: string | null): void {
    this.selectedId = id
  }

  /** Takes a segment in hand and shows its first frame. */
  show(segment: Segment): void {
    this.select(segment.id)
    this.#player.pause()
    this.#player.seek(segment.first)
  }

  /** A drag on the timeline: the new bounds of a segment. */
  async move(id: string, { first, last }: FrameRange): Promise<void> {
    await this.#guard(async () => this.#take([await engine.segments.change({ id, first, last })]))
  }

  /** The next proposal without a verdict, after the one in hand; round to the first at the end. */
  next(): void {
    const at = this.selected?.first ?? -1
    const next =
      this.undecided.find((segment) => segment.first > at && segment.id !== this.selectedId) ?? this.undecided[0]
    if (next) this.show(next)
  }

  /** Gives a verdict on the segment in hand and goes on to the next. The same verdict again takes it back. */
  async decide(decision: 'accepted' | 'rejected'): Promise<void> {
    const segment = this.selected
    if (segment === null || segment.source !== 'model') return
    const back = segment.state === decision
    await this.#guard(async () => {
      this.#take(await engine.segments.decide({ ids: [segment.id], decision: back ? 'proposed' : decision }))
      if (!back) this.next()
    })
  }

  /** Sets one end of the segment in hand to the frame that is shown. */
  async setBound(bound: 'first' | 'last'): Promise<void> {
    const segment = this.selected
    if (segment === null) return
    const frame = this.#player.frameIndex
    await this.#guard(async () => {
      this.#take([await engine.segments.change({ id: segment.id, [bound]: frame })])
    })
  }

  async undo(sessionId: string, way: 'undo' | 'redo'): Promise<void> {
    await this.#guard(async () => {
      const entry = await engine.history[way]({ sessionId })
      if (entry === null) notices.say(way === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.')
      else notices.say(`${way === 'undo' ? 'Undone' : 'Done again'}: ${entry.description}`)
      await this.load()
    })
  }

  #take(changed: Segment[]): void {
    this.segments = this.segments.map((old) => changed.find((segment) => segment.id === old.id) ?? old)
  }

  async #openPlayer(recording: Recording): Promise<void> {
    await this.#guard(async () => {
      await this.#player.open(recording, await engine.recordings.frames({ id: recording.id }))
    })
  }

  async #guard(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }
}
