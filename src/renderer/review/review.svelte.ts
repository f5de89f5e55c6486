/** Reviewing what a model proposed in one recording: the proposals, the one in hand, and the verdicts. */
import type { Label, Recording, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { live } from '../engine/live.svelte.ts'
import { isUnderWay } from '../engine/under-way.ts'
import type { Player } from '../player/player.svelte.ts'
import { hasSameFiles } from '../player/recording-files.ts'
import type { Growing, SegmentBoard, SegmentRange } from '../timeline/board.ts'
import { EditQueue } from '../timeline/edit-queue.ts'
import { ReviewedRanges } from '../timeline/reviewed.svelte.ts'
import { fixedSet } from '../timeline/fixed-set.ts'
import { putIn } from '../timeline/put-in.ts'
import { changeSegments, readSegments } from '../timeline/segments.ts'
import { notices } from '../ui/notices.svelte.ts'

export class Review implements SegmentBoard {
  readonly editable = true
  readonly growing: readonly Growing[] = []
  segments = $state.raw<readonly Segment[]>([])
  selectedIds = $state.raw<ReadonlySet<string>>(fixedSet())
  #recordingId = $state<string | null>(null)
  /** Asked for, and not yet heard of as a job. */
  asking = $state(false)
  /** Why a pass was not begun; empty where it was. */
  refused = $state('')

  /** What a model said, in the order of the recording. */
  readonly proposals = $derived(
    this.segments.filter((segment) => segment.source === 'model').toSorted((a, b) => a.first - b.first),
  )
  readonly #used = $derived(fixedSet(this.segments.map((segment) => segment.labelId)))
  readonly undecided = $derived(this.proposals.filter((segment) => segment.state === 'proposed'))
  /** The one in hand; null where several are. */
  readonly selectedId = $derived(this.selectedIds.size === 1 ? [...this.selectedIds][0]! : null)
  readonly selected = $derived(this.segments.find((segment) => segment.id === this.selectedId) ?? null)
  /** The last pass over this recording, whichever window asked for it. */
  readonly job = $derived(live.newestOf('predict', this.#recordingId))
  readonly working = $derived(isUnderWay(this.job))

  /** The proposals among what is selected: those that a verdict would be on. */
  readonly chosen = $derived(this.proposals.filter(({ id }) => this.selectedIds.has(id)))

  readonly #edits = new EditQueue()
  readonly #looked = new ReviewedRanges()
  readonly #player: Player

  constructor(player: Player) {
    this.#player = player
  }

  /** Opens a recording, or takes what the library now says of the open one; null: it is gone. */
  async follow(recording: Recording | null): Promise<void> {
    if (recording !== null && recording.id === this.#recordingId) return this.#refresh(recording)
    this.#recordingId = recording?.id ?? null
    this.select(null)
    this.segments = []
    this.refused = ''
    if (recording === null) return this.#player.close()
    await Promise.all([this.load(), this.#guard(() => this.#looked.open(recording.id)), this.#openPlayer(recording)])
  }

  /** The picture is opened again where there is another file to play. */
  async #refresh(now: Recording): Promise<void> {
    const { table, recording } = this.#player
    if (table !== null && recording?.id === now.id && !hasSameFiles(recording, now)) await this.#player.open(now, table)
  }

  /** Reads those that are named, else all. */
  async load(ids?: readonly string[]): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null) return
    await this.#guard(async () => {
      const segments = await readSegments(recordingId, ids && { ids, among: () => this.segments })
      if (recordingId === this.#recordingId) this.segments = segments
    })
  }

  async propose(modelId: string): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null || this.asking || this.working) return
    this.asking = true
    this.refused = ''
    try {
      await engine.review.propose({ recordingId, modelId })
    } catch (caught) {
      if (recordingId === this.#recordingId) this.refused = messageOf(caught)
    }
    this.asking = false
  }

  /** Labels that occur in this recording: tracks without anything would only push the others out of sight. */
  get labels(): readonly Label[] {
    return library.labels.filter((label) => this.#used.has(label.id))
  }

  get athletes() {
    return library.athletes.filter(({ sessions }) =>
      sessions.some(({ id }) => id === this.#player.recording?.sessionId),
    )
  }

  get reviewed(): readonly FrameRange[] {
    return this.#looked.ranges
  }

  select(id: string | null): void {
    this.selectMany(fixedSet(id === null ? [] : [id]))
  }

  selectMany(ids: ReadonlySet<string>): void {
    this.selectedIds = ids
  }

  /** Takes a segment in hand and shows its first frame. */
  show(segment: Segment): void {
    this.select(segment.id)
    this.#player.pause()
    this.#player.seek(segment.first)
  }

  /** A drag on the timeline: new bounds of segments, as one step. */
  async move(ranges: readonly SegmentRange[]): Promise<void> {
    if (ranges.length === 0) return
    await this.#edit(async () => this.#take(await changeSegments(ranges)))
  }

  async review(range: FrameRange, looked: boolean): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId !== null) await this.#guard(() => this.#looked.mark(recordingId, range, looked))
  }

  /** Follows what is marked as reviewed until the returned function is called. */
  followReviewed(): () => void {
    return this.#looked.follow()
  }

  /** The next proposal without a verdict, after the one in hand; round to the first at the end. */
  next(): void {
    const at = this.selected?.first ?? -1
    const next =
      this.undecided.find((segment) => segment.first > at && segment.id !== this.selectedId) ?? this.undecided[0]
    if (next) this.show(next)
  }

  /**
   * Gives a verdict on the segment in hand and goes on to the next, or on all that are selected. The same again takes it back.
   * A key that is pressed before the last verdict is kept is one on the segment after.
   */
  async decide(decision: 'accepted' | 'rejected'): Promise<void> {
    await this.#edit(async () => {
      const { chosen } = this
      if (chosen.length === 0) return
      const back = chosen.every(({ state }) => state === decision)
      const ids = chosen.map(({ id }) => id)
      this.#take(await engine.segments.decide({ ids, decision: back ? 'proposed' : decision }))
      if (!back && chosen.length === 1) this.next()
    })
  }

  /** Sets one end of the segment in hand to the frame that is shown. */
  async setBound(bound: 'first' | 'last'): Promise<void> {
    const segment = this.selected
    if (segment === null) return
    const frame = this.#player.shownIndex
    await this.#edit(async () => {
      this.#take([await engine.segments.change({ id: segment.id, [bound]: frame })])
    })
  }

  async undo(sessionId: string, way: 'undo' | 'redo'): Promise<void> {
    await this.#edit(async () => {
      const entry = await engine.history[way]({ sessionId })
      if (entry === null) notices.say(way === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.')
      else notices.say(`${way === 'undo' ? 'Undone' : 'Done again'}: ${entry.description}`)
      await this.load()
    })
  }

  #take(changed: readonly Segment[]): void {
    const mine = changed.filter(({ recordingId }) => recordingId === this.#recordingId)
    this.segments = putIn(this.segments, mine)
  }

  #edit(work: () => Promise<unknown>): Promise<void> {
    return this.#edits.run(() => this.#guard(work))
  }

  async #openPlayer(recording: Recording): Promise<void> {
    await this.#guard(async () => {
      const table = await engine.recordings.frames({ id: recording.id })
      if (recording.id === this.#recordingId) await this.#player.open(recording, table)
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
