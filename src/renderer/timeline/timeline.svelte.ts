/** A timeline's state: how its tracks are arranged and what of them is visible. What pointers do to it: gestures.svelte.ts. */
import { durationSecs, type FrameRange } from '../../domain/frames.ts'
import type { Segment } from '../../contract/things.ts'
import type { Player } from '../player/player.svelte.ts'
import type { SegmentBoard } from './board.ts'
import { fixedSet } from './fixed-set.ts'
import {
  centred,
  clamp,
  fitted,
  frameAt,
  frameUnder,
  held,
  panned,
  revealing,
  zoomed,
  type Extent,
  type View,
} from './geometry.ts'
import { Gestures } from './gestures.svelte.ts'
import { hitAt, type Hit } from './hit.ts'
import { keptLayout } from './kept-layout.svelte.ts'
import type { TimelineLayout } from './layout.ts'
import { inMarquee } from './marquee.ts'
import { windowDragged, windowPart, type WindowPart } from './overview.ts'
import { heightOf, rowsOf, type Row, type TrackHeight } from './rows.ts'
import { TrackIndexes } from './track-index.ts'
import { tracksOf } from './tracks.ts'

const STEP = 1.5
/** Of what is visible, how much is turned on by a page: some stays, so that one sees where one is. */
const PAGE_SHARE = 0.8
const HEIGHTS: readonly TrackHeight[] = ['low', 'normal', 'high']

export class Timeline {
  widthPx = $state(0)
  /** The visible part of the rows: below what is scrolled away, so high. */
  scrollPx = $state(0)
  heightPx = $state(0)
  #chosenView = $state.raw<View | null>(null)
  readonly #player: Player
  readonly #board: () => SegmentBoard
  readonly #indexes = new TrackIndexes()
  readonly gestures: Gestures

  constructor(player: Player, board: () => SegmentBoard) {
    this.#player = player
    this.#board = board
    this.gestures = new Gestures(this, player, board)
  }

  readonly extent: Extent = $derived.by(() => ({ frames: this.#player.frames, widthPx: this.widthPx }))
  /** What was zoomed to; the whole recording until then. */
  readonly view: View = $derived(this.#chosenView === null ? fitted(this.extent) : held(this.#chosenView, this.extent))
  /** The frames that are visible, also in part. */
  readonly shown: FrameRange = $derived.by(() => {
    const { frames, widthPx } = this.extent
    const end = Math.ceil(frameAt(this.view, widthPx)) - 1
    return { first: frameUnder(this.view, 0, frames), last: clamp(end, 0, Math.max(0, frames - 1)) }
  })
  /** How long the recording lasts. Measured once: the frame table of a whole match is long. */
  readonly wholeSecs: number = $derived.by(() => (this.#player.table === null ? 0 : durationSecs(this.#player.table)))
  readonly rows: readonly Row[] = $derived.by(() => {
    const { height, closed, by } = keptLayout.now
    return rowsOf(tracksOf(by, this.#board()), { height, closed: fixedSet(closed) }, this.#indexes)
  })
  readonly rowsPx: number = $derived(heightOf(this.rows))
  readonly #pointLabels = $derived.by(() =>
    fixedSet(this.#board().labels.flatMap(({ id, kind }) => (kind === 'point' ? [id] : []))),
  )
  /** Where the dragged segment is at the moment; null while none is. */
  get dragged() {
    return this.gestures.dragged
  }
  get dragging(): boolean {
    return this.gestures.dragging
  }

  get layout(): TimelineLayout {
    return keptLayout.now
  }

  #arrange(change: Partial<TimelineLayout>): void {
    void keptLayout.keep({ ...this.layout, ...change })
  }

  /** Tracks of labels, or of athletes. */
  nextBy(): void {
    this.#arrange({ by: this.layout.by === 'label' ? 'athlete' : 'label' })
  }

  /** Opens or closes a group of labels. */
  fold(group: string): void {
    const { closed } = this.layout
    this.#arrange({ closed: closed.includes(group) ? closed.filter((name) => name !== group) : [...closed, group] })
  }

  /** Closes all groups of labels, or opens them where all are closed. */
  foldAll(): void {
    const groups = this.rows.filter((row) => row.kind === 'group')
    const open = groups.filter((row) => row.open)
    const others = this.layout.closed.filter((name) => !groups.some((row) => row.name === name))
    if (groups.length > 0)
      this.#arrange({ closed: open.length > 0 ? [...others, ...groups.map(({ name }) => name)] : others })
  }

  /** The next height of the tracks, round from high to low. */
  nextHeight(): void {
    this.#arrange({ height: HEIGHTS[(HEIGHTS.indexOf(this.layout.height) + 1) % HEIGHTS.length]! })
  }

  zoom(factor: number, xPx = this.widthPx / 2): void {
    this.#chosenView = zoomed(this.view, this.extent, factor, xPx)
  }

  /** By key or button: about the playhead where it is visible. */
  zoomStep(direction: 1 | -1): void {
    const at = (this.#player.frameIndex + 0.5 - this.view.startFrame) / this.view.framesPerPx
    const visible = at >= 0 && at <= this.widthPx
    this.zoom(direction === 1 ? STEP : 1 / STEP, visible ? at : this.widthPx / 2)
  }

  fit(): void {
    this.#chosenView = null
  }

  pan(byPx: number): void {
    if (this.#chosenView !== null) this.#chosenView = panned(this.view, this.extent, byPx)
  }

  /** Scrolls the rows, positive downwards, as far as there are any. */
  scrollRows(byPx: number): void {
    this.scrollPx = clamp(this.scrollPx + byPx, 0, Math.max(0, this.rowsPx - this.heightPx))
  }

  /** Turns a page, back or on. */
  page(way: -1 | 1): void {
    this.pan(way * PAGE_SHARE * this.widthPx)
  }

  /** Brings the playhead into the middle. */
  toPlayhead(): void {
    this.#chosenView = centred(this.view, this.extent, this.#player.frameIndex + 0.5)
  }

  /** Turns the page where a frame is outside. */
  reveal(frame: number): void {
    // Between two recordings the playhead stands where there are no frames.
    if (frame >= this.extent.frames) return
    const next = revealing(this.view, this.extent, frame)
    if (next !== this.view) this.#chosenView = next
  }

  wheel(event: WheelEvent, xPx: number): void {
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(pixels(event, sideways))
    else this.zoom(Math.exp(-pixels(event, event.deltaY) / 300), xPx)
  }

  /** Puts the playhead under the pointer. */
  scrub(xPx: number): void {
    this.#player.pause()
    this.#player.seek(frameUnder(this.view, Math.min(xPx, this.widthPx - 1), this.#player.frames))
  }

  /** A press on the overview: on its window or a grip of it, which is then dragged, or beside, where it goes at once. */
  #window: { part: WindowPart; before: View; fromPx: number } | null = null
  pressWindow(xPx: number): void {
    this.#window = { part: windowPart(this.view, this.extent, xPx), before: this.view, fromPx: xPx }
    if (this.#window.part === 'outside') this.dragWindow(xPx)
  }

  dragWindow(xPx: number): void {
    if (this.#window === null) return
    const { part, before, fromPx } = this.#window
    this.#chosenView = windowDragged(before, this.extent, part, fromPx, xPx)
  }

  /** What is at a point of the visible rows. */
  hitAt(point: { x: number; y: number }): Hit | null {
    return hitAt(
      {
        rows: this.rows,
        view: this.view,
        selectedIds: this.#board().selectedIds,
        isPoint: (segment) => this.isPoint(segment),
      },
      { x: point.x, y: point.y + this.scrollPx },
    )
  }

  isPoint(segment: Segment): boolean {
    return this.#pointLabels.has(segment.labelId)
  }

  /** Selects every segment of which a part is visible in time, also on tracks that are scrolled away. */
  selectShown(): void {
    const visible = {
      fromFrame: frameAt(this.view, 0),
      toFrame: frameAt(this.view, this.widthPx),
      top: 0,
      bottom: this.rowsPx,
    }
    this.#board().selectMany(fixedSet(inMarquee(this.rows, visible).map(({ id }) => id)))
  }

  /** Marks the frames that are visible as looked through, or takes that back. */
  async reviewShown(looked: boolean): Promise<void> {
    await this.#board().review(this.shown, looked)
  }

  /** Leaves a drag; true where there was one. */
  cancelDrag(): boolean {
    return this.gestures.cancel()
  }
}

function pixels(event: WheelEvent, delta: number): number {
  return event.deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * 16 : delta
}
