/** The Label page's state: the recording that is open, its segments as the engine confirmed them, and the edits of both. */
import type { Label, Recording, Segment } from '../../contract/things.ts'
import { spanOf, type FrameRange } from '../../domain/frames.ts'
import { describeSegments, framesText } from '../../domain/segments.ts'
import { engine, messageOf } from '../engine/client.ts'
import { takeStep, type HistoryStep } from '../engine/history-steps.ts'
import { library } from '../engine/library.svelte.ts'
import { live } from '../engine/live.svelte.ts'
import { DrawingBoard } from '../drawing/drawing-board.svelte.ts'
import { Player } from '../player/player.svelte.ts'
import { hasSameFiles } from '../player/recording-files.ts'
import type { Growing, SegmentBoard, SegmentRange } from '../timeline/board.ts'
import { EditQueue } from '../timeline/edit-queue.ts'
import { fixedSet } from '../timeline/fixed-set.ts'
import { putIn } from '../timeline/put-in.ts'
import { changeSegments, readSegments } from '../timeline/segments.ts'
import { Timeline } from '../timeline/timeline.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'
import { LabelsAtHand } from './labels-at-hand.svelte.ts'
import { LiveCoding } from './live-coding.svelte.ts'
import { LookedThrough } from './looked-through.svelte.ts'
import { bounded, nextEdge, nextSegment } from './marking.ts'

export type SegmentPatch = Partial<Pick<Segment, 'labelId' | 'first' | 'last' | 'comment' | 'modifiers' | 'rating'>>

export class Workbench implements SegmentBoard {
  readonly player = new Player()
  readonly timeline = new Timeline(this.player, () => this)
  readonly drawing = new DrawingBoard(this.player)
  readonly editable = true
  state = $state<'none' | 'loading' | 'ready' | 'failed'>('none')
  problem = $state('')
  recording = $state.raw<Recording | null>(null)
  segments = $state.raw<readonly Segment[]>([])
  selectedIds = $state.raw<ReadonlySet<string>>(fixedSet())
  looping = $state(false)
  readonly looked = new LookedThrough()
  readonly coding = new LiveCoding(this.player, {
    isExclusive: (labelSetId) => library.labelSet(labelSetId)?.exclusive ?? false,
    add: (label, range) => void this.#add(label, range),
  })
  /** Marks that ended and that the engine has not confirmed yet. */
  #ending = $state.raw<readonly Growing[]>([])
  readonly #edits = new EditQueue()

  /** All that are selected, by first frame: what the inspector speaks of. */
  readonly selectedSegments: readonly Segment[] = $derived(
    this.segments.filter((segment) => this.selectedIds.has(segment.id)),
  )
  /** The one that is selected; null where several are. */
  readonly selected: Segment | null = $derived(this.selectedSegments.length === 1 ? this.selectedSegments[0]! : null)
  readonly growing: readonly Growing[] = $derived([...this.#ending, ...this.coding.growing])
  readonly atHand = new LabelsAtHand(() => this)
  readonly labels: readonly Label[] = $derived([...this.atHand.own, ...this.atHand.others])

  get athletes() {
    return library.athletes.filter(({ sessions }) => sessions.some(({ id }) => id === this.recording?.sessionId))
  }

  get reviewed(): readonly FrameRange[] {
    return this.looked.reviewed.ranges
  }

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    const stop = live.onChange((change) => {
      const mine = change.recordingId === null || change.recordingId === this.recording?.id
      if (change.what === 'segments' && mine) void this.#edit(() => this.#readSegments(change.ids))
    })
    const stopReviewed = this.looked.reviewed.follow()
    return () => {
      stop()
      stopReviewed()
      this.player.close()
    }
  }

  async open(recordingId: string | null): Promise<void> {
    if (recordingId === this.recording?.id) return
    this.#forget()
    if (recordingId === null) return
    this.state = 'loading'
    const wanted = Symbol()
    this.#wanted = wanted
    try {
      const [recording, table, segments] = await Promise.all([
        engine.recordings.get({ id: recordingId }),
        engine.recordings.frames({ id: recordingId }),
        readSegments(recordingId),
        this.looked.reviewed.open(recordingId),
      ])
      if (this.#wanted !== wanted) return
      this.recording = recording
      this.segments = segments
      this.state = 'ready'
      await this.player.open(recording, table)
    } catch (caught) {
      if (this.#wanted !== wanted) return
      this.problem = messageOf(caught)
      this.state = 'failed'
    }
  }
  #wanted = Symbol()

  /** Takes what the library now says of the open recording; the picture is opened again where there is another one. */
  refresh(now: Recording): void {
    const { recording } = this
    if (recording === null || recording.id !== now.id) return
    this.recording = now
    const same = hasSameFiles(recording, now)
    if (!same && this.player.table !== null) void this.player.open(now, this.player.table).then(() => this.#applyLoop())
  }

  select(id: string | null): void {
    this.selectMany(fixedSet(id === null ? [] : [id]))
  }

  selectMany(ids: ReadonlySet<string>): void {
    this.selectedIds = ids
    this.#applyLoop()
  }

  toggleLoop(): void {
    this.looping = !this.looping
    this.#applyLoop()
  }

  toEdge(direction: -1 | 1): void {
    const shown = this.segments.filter((segment) => segment.state !== 'rejected')
    const edge = nextEdge(shown, this.player.frameIndex, direction)
    if (edge === null) return
    this.player.pause()
    this.player.seek(edge)
  }

  toSegment(direction: -1 | 1): void {
    const { selected, player } = this
    const here = { selectedId: selected?.id ?? null, playhead: player.frameIndex }
    const next = nextSegment(this.segments, here, direction)
    if (next === null) return
    this.select(next.id)
    player.pause()
    player.seek(next.first)
  }

  /** A label's key or a click on it. Held: it lasts until it is let go. */
  press(label: Label, held?: boolean): void {
    if (this.state === 'ready') this.coding.press(label, held)
  }

  /** Ends everything that is being marked, else accepts the selected proposal. */
  confirm(): void {
    if (this.coding.running.length === 0) this.decide('accepted')
    else this.coding.endAll()
  }

  /** Leaves the innermost: a drag, then what is being marked, then in- and out-point, then the selection. */
  leave(): void {
    if (this.timeline.cancelDrag() || this.drawing.leaveOne()) return
    if (this.coding.running.length > 0) this.coding.drop()
    else if (this.looked.between(this.player.frames) !== null) this.looked.clearPoints()
    else this.select(null)
  }

  /** Sets a bound of the selected segment, or the in- or out-point where none is selected. */
  setBound(bound: 'first' | 'last', frame = this.player.shownIndex): void {
    if (this.selectedSegments.length > 1) return notices.say('Choose one segment: several have no common edge.')
    if (this.selected === null && this.#ending.length === 0) this.looked.setPoint(bound, frame)
    else void this.changeSelected((segment) => bounded(segment, bound, frame))
  }

  /** What is meant by “here”: from in- to out-point, else the selected segments, else what the timeline shows. */
  get stretch(): FrameRange {
    const points = this.looked.between(this.player.frames)
    if (points !== null) return points
    if (this.selectedSegments.length > 0) return spanOf(this.selectedSegments)
    return this.timeline.shown
  }

  markReviewed(how: 'add' | 'remove'): void {
    const recordingId = this.recording?.id
    if (recordingId === undefined || this.state !== 'ready') return
    const { stretch } = this
    void this.#edit(async () => {
      await this.looked.mark(recordingId, stretch, how === 'add')
      const words = how === 'add' ? 'Reviewed' : 'Not reviewed any more'
      notices.say(`${words}: ${framesText(stretch)}.`)
    })
  }

  async move(ranges: readonly SegmentRange[]): Promise<void> {
    const patches = ranges.map(({ id, first, last }) => ({ id, first, last }))
    await this.#edit(async () => this.#take(await changeSegments(patches)))
    this.#applyLoop()
  }

  async review(range: FrameRange, looked: boolean): Promise<void> {
    const recordingId = this.recording?.id
    if (recordingId === undefined) return
    await this.#edit(() => this.looked.mark(recordingId, range, looked))
  }

  /**
   * Changes the segments in hand, as one step of the history.
   * @param patchOf asked when the edits before are confirmed: of each segment as it then is
   */
  async changeSelected(patchOf: (segment: Segment) => SegmentPatch): Promise<void> {
    await this.#editInHand(async (segments) => {
      const patches = segments.map((segment) => ({ id: segment.id, ...patchOf(segment) }))
      this.#take(await changeSegments(patches))
    })
    this.#applyLoop()
  }

  rate(rating: number | null): void {
    if (this.selected === null && this.#ending.length === 0) return notices.say('Choose a segment first.')
    void this.changeSelected(() => ({ rating }))
  }

  decide(decision: 'accepted' | 'rejected'): void {
    void this.#editInHand(async (segments) => {
      const open = segments.filter(({ source, state }) => source === 'model' && state !== decision)
      if (open.length > 0) this.#take(await engine.segments.decide({ ids: open.map(({ id }) => id), decision }))
    })
  }

  removeSelected(): void {
    if (this.drawing.selected !== null) return void this.drawing.removeSelected()
    void this.#editInHand(async (gone) => {
      await engine.segments.remove({ ids: gone.map(({ id }) => id) })
      const ids = fixedSet(gone.map(({ id }) => id))
      this.segments = this.segments.filter((segment) => !ids.has(segment.id))
      this.selectMany(this.selectedIds.difference(ids))
      const named = gone.map((segment) => ({ ...segment, label: library.label(segment.labelId)?.name ?? 'segment' }))
      notices.say(`Moved to the bin: ${describeSegments(named)}. Undo brings it back.`)
    })
  }

  /** A step of the history, back or on. */
  async goTo(step: HistoryStep): Promise<boolean> {
    const sessionId = this.recording?.sessionId
    if (sessionId === undefined) return false
    return this.#edit(async () => {
      const said = await takeStep(step, sessionId)
      await Promise.all([this.#readSegments(), this.looked.reviewed.read(), library.load()])
      notices.say(said)
    })
  }

  async #add(label: Label, range: FrameRange): Promise<void> {
    const recordingId = this.recording?.id
    if (recordingId === undefined) return
    const ending = { labelId: label.id, ...range }
    this.#ending = [...this.#ending, ending]
    const marked = await this.#edit(async () => {
      const added = await engine.segments.add({ recordingId, labelId: label.id, ...range })
      this.#take([added])
      this.select(added.id)
    })
    this.#ending = this.#ending.filter((one) => one !== ending)
    // What was coded live is not lost without a word: its frames can be typed in.
    if (!marked) notices.problem(`Not marked: ${describeSegments([{ ...range, label: label.name }])}.`)
  }

  /** An edit of the segments that are selected now, or of the one that is just being added: it is in hand as soon as it is there. */
  async #editInHand(work: (segments: readonly Segment[]) => Promise<void>): Promise<void> {
    const ids = this.#ending.length > 0 ? null : this.selectedIds
    if (ids?.size === 0) return
    await this.#edit(async () => {
      const segments = ids === null ? this.selectedSegments : this.segments.filter(({ id }) => ids.has(id))
      if (segments.length > 0) await work(segments)
    })
  }

  /** One edit after the others; what the engine refuses is said, and its own state is shown again. */
  async #edit(work: () => Promise<void> | void): Promise<boolean> {
    try {
      await this.#edits.run(async () => work())
      return true
    } catch (caught) {
      notices.problem(messageOf(caught))
      await this.#readSegments().catch(() => undefined)
      return false
    }
  }

  /** Reads those that are named, else all. */
  async #readSegments(ids?: readonly string[]): Promise<void> {
    const recordingId = this.recording?.id
    if (recordingId === undefined) return
    const segments = await readSegments(recordingId, ids && { ids, among: () => this.segments })
    if (this.recording?.id !== recordingId) return
    this.segments = segments
    const there = fixedSet(this.selectedSegments.map(({ id }) => id))
    if (there.size < this.selectedIds.size) this.selectMany(there)
  }

  /** Puts confirmed segments in their places. */
  #take(confirmed: readonly Segment[]): void {
    this.segments = putIn(
      this.segments,
      confirmed.filter((segment) => segment.recordingId === this.recording?.id),
    )
  }

  #applyLoop(): void {
    const { selected, player } = this
    const whole = { first: 0, last: Math.max(0, player.frames - 1) }
    player.loop = !this.looping ? null : selected === null ? whole : { first: selected.first, last: selected.last }
  }

  #forget(): void {
    this.#wanted = Symbol()
    this.player.close()
    this.timeline.fit()
    this.recording = null
    this.segments = []
    this.selectedIds = fixedSet()
    this.coding.drop()
    this.looked.close()
    this.state = 'none'
    this.problem = ''
  }
}
