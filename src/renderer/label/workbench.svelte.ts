/** The Label page's state: the recording that is open, its segments as the engine confirmed them, what is being marked. */
import { SvelteMap } from 'svelte/reactivity'
import type { Label, Recording, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { live } from '../engine/live.svelte.ts'
import { Player } from '../player/player.svelte.ts'
import type { Growing, SegmentBoard, SegmentRange } from '../timeline/board.ts'
import { ReviewedRanges } from '../timeline/reviewed.svelte.ts'
import { fixedSet } from '../timeline/fixed-set.ts'
import { putIn } from '../timeline/put-in.ts'
import { changeSegments, readSegments } from '../timeline/segments.ts'
import { Timeline } from '../timeline/timeline.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'
import { plural } from '../ui/words.ts'
import { EditQueue } from './edit-queue.ts'
import { bounded, marked, nextEdge } from './marking.ts'

export type SegmentPatch = Partial<Pick<Segment, 'labelId' | 'first' | 'last' | 'comment'>>

export class Workbench implements SegmentBoard {
  readonly player = new Player()
  readonly timeline = new Timeline(this.player, () => this)
  readonly editable = true
  state = $state<'none' | 'loading' | 'ready' | 'failed'>('none')
  problem = $state('')
  recording = $state.raw<Recording | null>(null)
  segments = $state.raw<readonly Segment[]>([])
  selectedIds = $state.raw<ReadonlySet<string>>(fixedSet())
  readonly #looked = new ReviewedRanges()
  looping = $state(false)
  keysShown = $state(false)
  /** Frame at which each pressed label started. */
  readonly marks = new SvelteMap<string, number>()
  /** Marks that ended and that the engine has not confirmed yet. */
  #ending = $state.raw<readonly Growing[]>([])
  readonly #edits = new EditQueue()

  /** All that are selected, by first frame. */
  readonly selection = $derived(this.segments.filter((segment) => this.selectedIds.has(segment.id)))
  /** The one that is selected; null where several are. */
  readonly selected = $derived(this.selection.length === 1 ? this.selection[0]! : null)
  readonly growing: readonly Growing[] = $derived([
    ...this.#ending,
    ...[...this.marks].map(([labelId, start]) => ({ labelId, ...marked(start, this.player.frameIndex) })),
  ])

  get labels(): readonly Label[] {
    return library.labels
  }

  get athletes() {
    return library.athletes.filter(({ sessions }) => sessions.some(({ id }) => id === this.recording?.sessionId))
  }

  get reviewed(): readonly FrameRange[] {
    return this.#looked.ranges
  }

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    const stop = live.onChange((change) => {
      const mine = change.recordingId === null || change.recordingId === this.recording?.id
      if (change.what === 'segments' && mine) void this.#edit(() => this.#readSegments(change.ids))
    })
    const stopRanges = this.#looked.follow()
    return () => {
      stop()
      stopRanges()
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
        this.#looked.open(recordingId),
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
    const same =
      JSON.stringify(recording.playback) === JSON.stringify(now.playback) && recording.missing === now.missing
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

  /** A label's key: starts a segment, or ends the one it started. A point label's segment is one frame. */
  press(label: Label): void {
    if (this.state !== 'ready') return
    const at = this.player.frameIndex
    const start = this.marks.get(label.id)
    if (label.kind === 'point') void this.#add(label, { first: at, last: at })
    else if (start === undefined) this.marks.set(label.id, at)
    else {
      this.marks.delete(label.id)
      void this.#add(label, marked(start, at))
    }
  }

  /** Ends everything that is being marked, else accepts the selected proposal. */
  confirm(): void {
    const pressed = this.labels.filter((label) => this.marks.has(label.id))
    for (const label of pressed) this.press(label)
    if (pressed.length === 0) this.decide('accepted')
  }

  /** Leaves the innermost: a drag, then what is being marked, then the selection. */
  leave(): void {
    if (this.timeline.cancelDrag()) return
    if (this.marks.size > 0) this.marks.clear()
    else this.select(null)
  }

  setBound(bound: 'first' | 'last'): void {
    if (this.selected === null) return notices.say('Choose a segment first.')
    void this.change(this.selected.id, bounded(this.selected, bound, this.player.frameIndex))
  }

  async move(ranges: readonly SegmentRange[]): Promise<void> {
    await this.changeMany(ranges.map(({ id, first, last }) => ({ id, first, last })))
  }

  review(range: FrameRange, looked: boolean): Promise<void> {
    return this.#looked.mark(range, looked)
  }

  change(id: string, patch: SegmentPatch): Promise<boolean> {
    return this.changeMany([{ id, ...patch }])
  }

  /** As one step, which one undo takes back. */
  async changeMany(patches: readonly (SegmentPatch & { id: string })[]): Promise<boolean> {
    if (patches.length === 0) return true
    const confirmed = await this.#edit(async () => this.#take(await changeSegments(patches)))
    this.#applyLoop()
    return confirmed
  }

  /** Gives all that are selected another label, as one step. */
  relabelSelected(labelId: string): Promise<boolean> {
    const others = this.selection.filter((segment) => segment.labelId !== labelId)
    return this.changeMany(others.map(({ id }) => ({ id, labelId })))
  }

  decide(decision: 'accepted' | 'rejected'): void {
    const open = this.selection.filter((segment) => segment.source === 'model' && segment.state !== decision)
    if (open.length === 0) return
    void this.#edit(async () => this.#take(await engine.segments.decide({ ids: open.map(({ id }) => id), decision })))
  }

  removeSelected(): void {
    const gone = this.selection
    const [only] = gone
    if (only === undefined) return
    void this.#edit(async () => {
      await engine.segments.remove({ ids: gone.map(({ id }) => id) })
      const ids = fixedSet(gone.map(({ id }) => id))
      this.segments = this.segments.filter((segment) => !ids.has(segment.id))
      this.selectMany(this.selectedIds.difference(ids))
      notices.say(
        gone.length === 1
          ? `Moved to the bin: ${this.#nameOf(only)}. Undo brings it back.`
          : `Moved to the bin: ${plural(gone.length, 'segment')}. Undo brings them back.`,
      )
    })
  }

  undo(): void {
    void this.#step('undo')
  }

  redo(): void {
    void this.#step('redo')
  }

  async #step(direction: 'undo' | 'redo'): Promise<void> {
    const sessionId = this.recording?.sessionId
    if (sessionId === undefined) return
    await this.#edit(async () => {
      const step = await engine.history[direction]({ sessionId })
      if (step === null) return notices.say(direction === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.')
      await Promise.all([this.#readSegments(), library.load()])
      notices.say(`${direction === 'undo' ? 'Undone' : 'Redone'}: ${step.description}`)
    })
  }

  async #add(label: Label, range: FrameRange): Promise<void> {
    const recordingId = this.recording?.id
    if (recordingId === undefined) return
    const ending = { labelId: label.id, ...range }
    this.#ending = [...this.#ending, ending]
    await this.#edit(async () => {
      const added = await engine.segments.add({ recordingId, labelId: label.id, ...range })
      this.#take([added])
      this.select(added.id)
    })
    this.#ending = this.#ending.filter((one) => one !== ending)
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
    const there = fixedSet(this.selection.map(({ id }) => id))
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

  #nameOf(segment: Segment): string {
    return `${library.label(segment.labelId)?.name ?? 'segment'} ${segment.first}–${segment.last}`
  }

  #forget(): void {
    this.#wanted = Symbol()
    this.player.close()
    this.timeline.fit()
    this.recording = null
    this.segments = []
    this.selectedIds = fixedSet()
    this.#looked.close()
    this.marks.clear()
    this.state = 'none'
    this.problem = ''
  }
}
