/** A timeline's state: what is visible, what is under the pointer, what is being dragged. */
import type { Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import type { Player } from '../player/player.svelte.ts'
import type { SegmentBoard } from './board.ts'
import type { DrawnSegment } from './draw.ts'
import {
  centred,
  dragged,
  fitted,
  frameAt,
  frameUnder,
  held,
  panned,
  revealing,
  snapped,
  zoomed,
  type Extent,
  type SegmentPart,
  type View,
} from './geometry.ts'
import { hitAt, type Hit } from './hit.ts'
import { lanesOf } from './lanes.ts'
import { holderOf, tracksOf, type Track } from './tracks.ts'

const STEP = 1.5
const SNAP_PX = 6
/** A press becomes a drag after this many pixels. */
const DRAG_PX = 3

interface Drag {
  readonly id: string
  readonly part: SegmentPart
  readonly before: FrameRange
  readonly range: FrameRange
  readonly startX: number
  readonly playhead: number
  /** pressed: not moved yet; confirming: let go, the engine has not answered yet. */
  readonly phase: 'pressed' | 'moving' | 'confirming'
}

export interface Pointer {
  readonly x: number
  readonly y: number
  /** Alt: edges go exactly where the pointer is. */
  readonly exact: boolean
}

export class Timeline {
  widthPx = $state(0)
  hover = $state.raw<Hit | null>(null)
  #chosenView = $state.raw<View | null>(null)
  #drag = $state.raw<Drag | null>(null)
  readonly #player: Player
  readonly #board: () => SegmentBoard

  constructor(player: Player, board: () => SegmentBoard) {
    this.#player = player
    this.#board = board
  }

  readonly extent: Extent = $derived.by(() => ({ frames: this.#player.frames, widthPx: this.widthPx }))
  /** What was zoomed to; the whole recording until then. */
  readonly view: View = $derived(this.#chosenView === null ? fitted(this.extent) : held(this.#chosenView, this.extent))
  /** The frames that are visible, also in part. */
  readonly shown: FrameRange = $derived.by(() => {
    const { frames, widthPx } = this.extent
    const { startFrame, framesPerPx } = this.view
    const end = Math.ceil(startFrame + widthPx * framesPerPx) - 1
    const last = Math.max(0, frames - 1)
    return { first: Math.min(last, Math.max(0, Math.floor(startFrame))), last: Math.min(last, Math.max(0, end)) }
  })
  readonly tracks: readonly Track[] = $derived.by(() => {
    const { labels, segments } = this.#board()
    return tracksOf(labels, segments)
  })
  /** Segments as they are, the dragged one where it is dragged to. */
  readonly placed: readonly DrawnSegment[] = $derived.by(() => {
    const { segments } = this.#board()
    return this.tracks.flatMap(({ label, holds }, track) => {
      const own = segments
        .filter((segment) => segment.labelId === label.id && holderOf(segment) === holds)
        .map((segment) => this.#asDragged(segment))
      const lanes = lanesOf(own)
      return own.map((segment) => ({ ...segment, track, lane: lanes.get(segment.id) ?? { lane: 0, lanes: 1 } }))
    })
  })
  /** Where the dragged segment is at the moment; null while none is. */
  readonly dragged: (FrameRange & { id: string }) | null = $derived(
    this.#drag === null ? null : { id: this.#drag.id, ...this.#drag.range },
  )
  readonly dragging = $derived(this.#drag !== null && this.#drag.phase === 'moving')
  readonly cursor = $derived.by(() => {
    const part = this.dragging ? this.#drag?.part : this.#board().editable ? this.hover?.part : undefined
    if (part === undefined) return 'default'
    return part === 'body' ? (this.dragging ? 'grabbing' : 'grab') : 'ew-resize'
  })

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
    this.#chosenView = panned(this.view, this.extent, byPx)
  }

  /** Brings a frame into the middle. */
  centre(frame: number): void {
    this.#chosenView = centred(this.view, this.extent, frame)
  }

  /** Turns the page where a frame is outside. */
  reveal(frame: number): void {
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
    this.#player.seek(frameUnder(this.view, xPx, this.#player.frames))
  }

  look(pointer: Pointer): void {
    this.hover = hitAt(this.placed, this.view, pointer, this.#board().selectedId)
  }

  press(pointer: Pointer): void {
    const board = this.#board()
    const hit = hitAt(this.placed, this.view, pointer, board.selectedId)
    board.select(hit?.id ?? null)
    const segment = board.segments.find((one) => one.id === hit?.id)
    if (hit === null || segment === undefined) return this.scrub(pointer.x)
    if (!board.editable) return
    const before = { first: segment.first, last: segment.last }
    const playhead = this.#player.frameIndex
    this.#drag = { ...hit, before, range: before, startX: pointer.x, playhead, phase: 'pressed' }
  }

  drag(pointer: Pointer): void {
    const drag = this.#drag
    if (drag === null || drag.phase === 'confirming') return
    if (drag.phase === 'pressed' && Math.abs(pointer.x - drag.startX) < DRAG_PX) return
    const range = this.#rangeAt(drag, pointer)
    this.#drag = { ...drag, range, phase: 'moving' }
    this.#player.pause()
    this.#player.seek(drag.part === 'last' ? range.last : range.first)
  }

  /** Lets go: what is shown stays as it was dragged until the engine has answered. */
  async drop(): Promise<void> {
    const drag = this.#drag
    if (drag === null || drag.phase === 'confirming') return
    if (drag.range.first !== drag.before.first || drag.range.last !== drag.before.last) {
      this.#drag = { ...drag, phase: 'confirming' }
      await this.#board().move(drag.id, drag.range)
    }
    this.#drag = null
  }

  /** Leaves a drag; true where there was one. */
  cancelDrag(): boolean {
    if (this.#drag === null || this.#drag.phase === 'confirming') return false
    if (this.#drag.phase === 'moving') this.#player.seek(this.#drag.playhead)
    this.#drag = null
    return true
  }

  #asDragged(segment: Segment): Segment {
    return this.#drag?.id === segment.id ? { ...segment, ...this.#drag.range } : segment
  }

  #rangeAt(drag: Drag, pointer: Pointer): FrameRange {
    const { before, part } = drag
    const reach = pointer.exact ? 0 : SNAP_PX * this.view.framesPerPx
    const borders = this.#borders(drag)
    if (part !== 'body') {
      return dragged(before, part, snapped(frameAt(this.view, pointer.x), borders, reach), this.#player.frames)
    }
    const by = (pointer.x - drag.startX) * this.view.framesPerPx
    const start = before.first + by
    const end = before.last + 1 + by
    const snappedStart = snapped(start, borders, reach)
    const bySnapped = snappedStart === start ? snapped(end, borders, reach) - end : snappedStart - start
    return dragged(before, part, by + bySnapped, this.#player.frames)
  }

  /** What edges snap to: the playhead as it was, and the edges of the other segments. */
  #borders(drag: Drag): number[] {
    const others = this.#board().segments.filter((segment) => segment.id !== drag.id && segment.state !== 'rejected')
    return [drag.playhead, drag.playhead + 1, ...others.flatMap((segment) => [segment.first, segment.last + 1])]
  }
}

function pixels(event: WheelEvent, delta: number): number {
  return event.deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * 16 : delta
}
