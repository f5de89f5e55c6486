/** What a pointer does on the tracks and the ruler, from its press to its release. */
import type { Segment } from '../../contract/things.ts'
import { spanOf, type FrameRange } from '../../domain/frames.ts'
import type { Player } from '../player/player.svelte.ts'
import type { SegmentBoard, SegmentRange } from './board.ts'
import { EdgeScroll } from './edge-scroll.ts'
import { fixedSet } from './fixed-set.ts'
import { clamp, frameAt, frameUnder, movedBy, trimmed } from './geometry.ts'
import type { Gesture, GroundPlace, OfSegments } from './gesture.ts'
import type { Hit } from './hit.ts'
import { inMarquee, marqueeOf, type Marquee } from './marquee.ts'
import type { Moved } from './moved.ts'
import { clicked } from './selection.ts'
import { bordersOf, snapped } from './snapping.ts'
import type { Pointer } from './pointer.ts'
import type { Timeline } from './timeline.svelte.ts'

const SNAP_PX = 6
/** A press becomes a drag after this many pixels. */
const DRAG_PX = 3

const NONE: ReadonlySet<string> = fixedSet()

export class Gestures {
  hover = $state.raw<Hit | null>(null)
  /** The border between frames that the dragged edge was drawn to. */
  guide = $state.raw<number | null>(null)
  #gesture = $state.raw<Gesture | null>(null)
  /** Where a selection that is extended begins. */
  #anchor: Segment | null = null
  readonly #timeline: Timeline
  readonly #player: Player
  readonly #board: () => SegmentBoard
  readonly #edge: EdgeScroll

  constructor(timeline: Timeline, player: Player, board: () => SegmentBoard) {
    this.#timeline = timeline
    this.#player = player
    this.#board = board
    this.#edge = new EdgeScroll(timeline)
  }

  readonly dragging = $derived(this.#gesture !== null && this.#gesture.phase === 'moving')
  /** Segments that are not where they were. */
  readonly moved: Moved | null = $derived.by(() => {
    const gesture = this.#gesture
    if (gesture === null || gesture.phase === 'pressed') return null
    if (gesture.kind === 'trim') return { kind: 'trim', id: gesture.grabbed.id, range: gesture.range }
    return gesture.kind === 'shift' ? { kind: 'shift', ids: gesture.ids, by: gesture.by } : null
  })
  /** The segment under the pointer, where it is dragged to; null while none is. */
  readonly dragged: SegmentRange | null = $derived.by(() => {
    const gesture = this.#gesture
    if (gesture === null) return null
    if (gesture.kind === 'trim') return { id: gesture.grabbed.id, ...gesture.range }
    return gesture.kind === 'shift' ? { id: gesture.grabbed.id, ...shifted(gesture.grabbed, gesture.by) } : null
  })
  readonly draggedIds: ReadonlySet<string> = $derived(
    this.#gesture?.kind === 'trim' || this.#gesture?.kind === 'shift' ? this.#gesture.ids : NONE,
  )
  readonly trimmed: Segment | null = $derived(this.#gesture?.kind === 'trim' ? this.#gesture.grabbed : null)
  readonly marquee: Marquee | null = $derived(this.#gesture?.kind === 'marquee' ? this.#gesture.marquee : null)
  readonly reviewing = $derived(this.#gesture?.kind === 'review' ? this.#gesture : null)
  readonly cursor = $derived.by(() => {
    const gesture = this.dragging ? this.#gesture : null
    if (gesture?.kind === 'trim') return 'ew-resize'
    if (gesture?.kind === 'shift') return 'grabbing'
    if (gesture !== null || this.hover === null) return 'default'
    if (!this.#board().editable) return 'pointer'
    return this.hover.part === 'body' ? 'grab' : 'ew-resize'
  })

  look(pointer: Pointer): void {
    const hit = this.#timeline.hitAt(pointer)
    if (hit?.segment !== this.hover?.segment || hit?.part !== this.hover?.part) this.hover = hit
  }

  press(pointer: Pointer): void {
    if (this.#gesture?.phase === 'confirming') return
    const board = this.#board()
    const hit = this.#timeline.hitAt(pointer)
    if (hit === null) {
      this.#gesture = {
        kind: 'ground',
        phase: 'pressed',
        start: pointer,
        frame: frameAt(this.#timeline.view, pointer.x),
      }
      return
    }
    const { segment, part } = hit
    if (pointer.toggle || pointer.extend) {
      board.selectMany(clicked(this.#timeline.rows, board.selectedIds, this.#anchor, segment, pointer))
      if (!pointer.extend) this.#anchor = segment
      return
    }
    this.#anchor = segment
    if (!board.selectedIds.has(segment.id)) board.select(segment.id)
    const press = {
      phase: 'pressed',
      grabbed: segment,
      startX: pointer.x,
      startFrame: frameAt(this.#timeline.view, pointer.x),
      playhead: this.#player.frameIndex,
    } as const
    if (part === 'body') {
      const ids = board.selectedIds.has(segment.id) ? board.selectedIds : fixedSet([segment.id])
      const span = spanOf([segment, ...board.segments.filter(({ id }) => ids.has(id))])
      this.#gesture = { ...press, kind: 'shift', ids, span, by: 0 }
    } else this.#gesture = { ...press, kind: 'trim', ids: fixedSet([segment.id]), edge: part, range: segment }
  }

  drag(pointer: Pointer): void {
    const gesture = this.#gesture
    if (gesture === null || gesture.phase === 'confirming') return
    this.#edge.hold({ pointer, rows: gesture.kind === 'marquee', act: (held) => this.#drag(held) })
  }

  #drag(pointer: Pointer): void {
    const gesture = this.#gesture
    if (gesture === null || gesture.phase === 'confirming') return
    switch (gesture.kind) {
      case 'ground':
        if (Math.hypot(pointer.x - gesture.start.x, pointer.y - gesture.start.y) < DRAG_PX) return
        return this.#drawMarquee(
          { frame: gesture.frame, y: gesture.start.y + this.#timeline.scrollPx },
          pointer,
          gesture.start.toggle || gesture.start.extend,
        )
      case 'marquee':
        return this.#drawMarquee(gesture.start, pointer, gesture.adds)
      case 'review':
        return this.#review(gesture.frame, pointer, gesture.looked)
      case 'trim':
      case 'shift':
        if (!this.#board().editable) return
        if (gesture.phase === 'pressed' && Math.abs(pointer.x - gesture.startX) < DRAG_PX) return
        if (gesture.kind === 'trim') this.#trim(gesture, pointer)
        else this.#shift(gesture, pointer)
    }
  }

  /** Lets go: what is shown stays as it was dragged until the engine has answered. */
  async drop(): Promise<void> {
    this.#edge.stop()
    const gesture = this.#gesture
    if (gesture === null || gesture.phase === 'confirming') return
    this.guide = null
    const board = this.#board()
    switch (gesture.kind) {
      case 'ground':
        this.#gesture = null
        if (!gesture.start.toggle && !gesture.start.extend) board.select(null)
        return this.#timeline.scrub(gesture.start.x)
      case 'marquee': {
        this.#gesture = null
        const ids = inMarquee(this.#timeline.rows, gesture.marquee).map(({ id }) => id)
        return board.selectMany(fixedSet(gesture.adds ? [...board.selectedIds, ...ids] : ids))
      }
      case 'review':
        this.#gesture = { ...gesture, phase: 'confirming' }
        await board.review(gesture.range, gesture.looked)
        break
      case 'trim':
      case 'shift':
        if (gesture.phase === 'pressed') {
          this.#gesture = null
          // Of several, a click without a drag means the one.
          if (board.selectedIds.size > 1) board.select(gesture.grabbed.id)
          return
        }
        this.#gesture = { ...gesture, phase: 'confirming' }
        await board.move(this.#rangesOf(gesture))
    }
    this.#gesture = null
  }

  /** Leaves what the pointer is doing and puts all back; true where it was doing something. */
  cancel(): boolean {
    this.#edge.stop()
    const gesture = this.#gesture
    if (gesture === null || gesture.phase === 'confirming') return false
    const moved = gesture.phase === 'moving' && (gesture.kind === 'trim' || gesture.kind === 'shift')
    if (moved) this.#player.seek(gesture.playhead)
    this.#gesture = null
    this.guide = null
    return true
  }

  /** A press on the ruler: with Shift a range is marked as looked through, or taken back where it begins in one that is. */
  pressRuler(pointer: Pointer): void {
    if (this.#gesture?.phase === 'confirming') return
    if (!pointer.extend) return this.scrub(pointer)
    const frame = frameUnder(this.#timeline.view, pointer.x, this.#player.frames)
    const looked = !this.#board().reviewed.some(({ first, last }) => first <= frame && frame <= last)
    this.#review(frame, pointer, looked)
  }

  dragRuler(pointer: Pointer): void {
    if (this.#gesture?.kind === 'review') this.drag(pointer)
    else if (this.#gesture === null) this.scrub(pointer)
  }

  /** Puts the playhead under a pointer that is held, and follows it past the edge. */
  scrub(pointer: Pointer): void {
    this.#edge.hold({ pointer, rows: false, act: ({ x }) => this.#timeline.scrub(x) })
  }

  #drawMarquee(start: GroundPlace, pointer: Pointer, adds: boolean): void {
    const { view, rowsPx, scrollPx, extent } = this.#timeline
    const end = {
      frame: clamp(frameAt(view, pointer.x), 0, extent.frames),
      y: clamp(pointer.y + scrollPx, 0, rowsPx),
    }
    this.#gesture = { kind: 'marquee', phase: 'moving', start, marquee: marqueeOf(start, end), adds }
  }

  #review(frame: number, pointer: Pointer, looked: boolean): void {
    const other = frameUnder(this.#timeline.view, pointer.x, this.#player.frames)
    const range = { first: Math.min(frame, other), last: Math.max(frame, other) }
    this.#gesture = { kind: 'review', phase: 'moving', frame, range, looked }
  }

  #trim(gesture: Gesture & { kind: 'trim' }, pointer: Pointer): void {
    const border = frameAt(this.#timeline.view, pointer.x)
    const near = this.#near(gesture, border, pointer)
    const range = trimmed(gesture.grabbed, gesture.edge, near ?? border, this.#player.frames)
    this.#gesture = { ...gesture, range, phase: 'moving' }
    const edge = gesture.edge === 'first' ? range.first : range.last + 1
    this.guide = near === edge ? near : null
    this.#show(range[gesture.edge])
  }

  #shift(gesture: Gesture & { kind: 'shift' }, pointer: Pointer): void {
    const { grabbed, span } = gesture
    const by = frameAt(this.#timeline.view, pointer.x) - gesture.startFrame
    const [start, end] = [grabbed.first + by, grabbed.last + 1 + by]
    const [nearStart, nearEnd] = [this.#near(gesture, start, pointer), this.#near(gesture, end, pointer)]
    const near = nearStart ?? nearEnd
    const wanted = nearStart !== null ? by + nearStart - start : nearEnd !== null ? by + nearEnd - end : by
    const whole = movedBy(span, this.#player.frames, wanted)
    this.#gesture = { ...gesture, by: whole, phase: 'moving' }
    const range = shifted(grabbed, whole)
    this.guide = near === range.first || near === range.last + 1 ? near : null
    this.#show(range.first)
  }

  #near(gesture: Gesture & OfSegments, border: number, pointer: Pointer): number | null {
    if (pointer.exact) return null
    const borders = {
      rows: this.#timeline.rows,
      dragged: gesture.ids,
      // The playhead as it was: it follows the edge while that is dragged.
      others: [gesture.playhead, gesture.playhead + 1, ...bordersOf(this.#board().reviewed)],
    }
    return snapped(borders, border, SNAP_PX * this.#timeline.view.framesPerPx)
  }

  #show(frame: number): void {
    this.#player.pause()
    this.#player.seek(frame)
  }

  /** What a drag changed; nothing where it ended where it began. */
  #rangesOf(gesture: Gesture & { kind: 'trim' | 'shift' }): SegmentRange[] {
    if (gesture.kind === 'shift') {
      if (gesture.by === 0) return []
      return this.#board()
        .segments.filter(({ id }) => gesture.ids.has(id))
        .map((segment) => ({ id: segment.id, ...shifted(segment, gesture.by) }))
    }
    const { grabbed, range } = gesture
    const same = grabbed.first === range.first && grabbed.last === range.last
    return same ? [] : [{ id: grabbed.id, first: range.first, last: range.last }]
  }
}

function shifted({ first, last }: FrameRange, by: number): FrameRange {
  return { first: first + by, last: last + by }
}
