/** Drawings of the recording that is shown: read, made, changed, removed. */
import type { Drawing } from '../../contract/things.ts'
import { longestLengthMetres, mostFreehandPoints, type Place, type Shape } from '../../domain/drawings.ts'
import { calibrationFor } from '../../domain/drawn-parts.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'
import { typedNumber } from '../ui/typed-number.ts'
import { draftOf, freehandStep, isComplete, moved, withGrip, type Tool } from './shapes.ts'

/** What the pointer holds: a grip of a drawing, or the whole of it. */
interface Held {
  readonly id: string
  readonly grip: number | 'whole'
  readonly from: Place
  readonly shape: Shape
}

/** What a drawing still needs that is typed: words, or a length. */
export interface Asked {
  readonly what: 'text' | 'length'
  readonly frame: number
  readonly shape: Shape
}

export class DrawingBoard {
  /** Whether the tools are shown. */
  open = $state(false)
  tool = $state<Tool | null>(null)
  drawings = $state.raw<readonly Drawing[]>([])
  selectedId = $state<string | null>(null)
  asked = $state.raw<Asked | null>(null)
  #points = $state.raw<readonly Place[]>([])
  #held = $state.raw<Held | null>(null)
  #recordingId: string | null = null
  readonly #player: Player

  constructor(player: Player) {
    this.#player = player
  }

  readonly onFrame: readonly Drawing[] = $derived.by(() => {
    const held = this.#held
    return this.drawings
      .filter(({ frame }) => frame === this.#player.frameIndex)
      .map((drawing) => (held?.id === drawing.id ? { ...drawing, shape: plain(held.shape) } : drawing))
  })
  readonly selected = $derived(this.onFrame.find(({ id }) => id === this.selectedId) ?? null)
  readonly calibration = $derived.by(() => calibrationFor(this.drawings, this.#player.frameIndex))
  /** What is being drawn. */
  readonly draft = $derived(this.asked?.shape ?? (this.tool === null ? null : draftOf(this.tool, this.#points)))
  /** Frames that have drawings, in order: drawings come by frame. */
  readonly frames = $derived(
    this.drawings.map(({ frame }) => frame).filter((frame, place, all) => frame !== all[place - 1]),
  )

  /** Follows a recording until the returned function is called. */
  follow(recordingId: string | null): () => void {
    this.#recordingId = recordingId
    this.drawings = []
    this.leave()
    void this.#read()
    return live.onChange((change) => {
      if (change.what === 'drawings' && (change.recordingId === null || change.recordingId === recordingId))
        void this.#read()
    })
  }

  toggle(): void {
    this.open = !this.open
    if (this.open) this.#player.pause()
    else this.leave()
  }

  choose(tool: Tool | null): void {
    this.leave()
    this.tool = tool
    if (tool !== null) this.#player.pause()
  }

  /** Leaves the innermost: what is asked, what is being drawn, the tool, the selection. True where there was one. */
  leaveOne(): boolean {
    if (this.asked !== null) this.asked = null
    else if (this.#points.length > 0) this.#points = []
    else if (this.tool !== null) this.tool = null
    else if (this.selectedId !== null) this.selectedId = null
    else if (this.open) this.open = false
    else return false
    return true
  }

  leave(): void {
    this.asked = null
    this.tool = null
    this.selectedId = null
    this.#points = []
    this.#held = null
  }

  /** The pointer goes down, or Enter is pressed, at a place of the picture. */
  press(at: Place): void {
    if (this.tool === null) {
      this.selectedId = null
      return
    }
    // The last point moved with the pointer; it stays here, and the next one begins.
    this.#points = this.#points.length === 0 ? [at] : [...this.#points.slice(0, -1), at]
    if (isComplete(this.tool, this.#points)) return void this.#finish()
    if (this.tool !== 'freehand') this.#points = [...this.#points, at]
  }

  /** The pointer moves; with the button held where `isDown`. */
  move(at: Place, isDown: boolean): void {
    const held = this.#held
    if (held !== null) {
      const by = { x: at.x - held.from.x, y: at.y - held.from.y }
      const before = this.drawings.find(({ id }) => id === held.id)?.shape ?? held.shape
      this.#held = { ...held, shape: held.grip === 'whole' ? moved(before, by) : withGrip(before, held.grip, at) }
      return
    }
    if (this.tool === null || this.#points.length === 0) return
    if (this.tool === 'freehand') {
      const last = this.#points.at(-1)!
      const far = Math.hypot(at.x - last.x, at.y - last.y) >= freehandStep
      if (isDown && far && this.#points.length < mostFreehandPoints) this.#points = [...this.#points, at]
      return
    }
    this.#points = [...this.#points.slice(0, -1), at]
  }

  /** The pointer goes up. A drag is two points; a click leaves the second to come. */
  release(at: Place): void {
    if (this.#held !== null) return void this.#letGo()
    if (this.tool === null || this.#points.length === 0) return
    const first = this.#points[0]!
    const isDrag = Math.hypot(at.x - first.x, at.y - first.y) > 3 * freehandStep
    if (this.tool === 'freehand') {
      if (this.#points.length > 1) void this.#finish()
      else this.#points = []
    } else if (isDrag && this.#points.length === 2) this.press(at)
  }

  grab(id: string, grip: number | 'whole', from: Place): void {
    const shape = this.drawings.find((drawing) => drawing.id === id)?.shape
    if (shape === undefined || this.tool !== null) return
    this.selectedId = id
    this.#held = { id, grip, from, shape }
  }

  /** What was asked for was typed. */
  async answer(text: string): Promise<void> {
    const { asked } = this
    if (asked === null) return
    const shape = answered(asked, text.trim())
    if (shape === null) return notices.problem('Write the length in metres, as a number: 2.5')
    this.asked = null
    await this.#add(asked.frame, shape)
  }

  async removeSelected(): Promise<void> {
    const id = this.selectedId
    if (id === null) return
    this.selectedId = null
    await this.#edit(async () => {
      await engine.drawings.remove({ ids: [id] })
      notices.say('Moved the drawing to the bin. Undo brings it back.')
    })
  }

  /** To the next or previous frame that has a drawing. */
  toDrawing(direction: -1 | 1): void {
    const here = this.#player.frameIndex
    const next =
      direction === 1 ? this.frames.find((frame) => frame > here) : this.frames.findLast((frame) => frame < here)
    if (next === undefined) return notices.say('No more drawings that way.')
    this.#player.pause()
    this.#player.seek(next)
  }

  async #finish(): Promise<void> {
    const shape = this.tool && draftOf(this.tool, this.#points)
    const frame = this.#player.frameIndex
    this.#points = []
    if (shape === null) return
    if (shape.kind === 'text') this.asked = { what: 'text', frame, shape }
    else if (shape.kind === 'calibration') this.asked = { what: 'length', frame, shape }
    else await this.#add(frame, shape)
  }

  async #add(frame: number, shape: Shape): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null) return
    await this.#edit(async () => {
      const drawing = await engine.drawings.add({ recordingId, frame, shape: plain(shape) })
      this.selectedId = drawing.id
    })
  }

  async #letGo(): Promise<void> {
    const held = this.#held
    if (held === null) return
    const before = this.drawings.find(({ id }) => id === held.id)?.shape
    if (JSON.stringify(before) !== JSON.stringify(held.shape)) {
      await this.#edit(async () => void (await engine.drawings.change({ id: held.id, shape: plain(held.shape) })))
    }
    this.#held = null
  }

  async #edit(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
    await this.#read()
  }

  async #read(): Promise<void> {
    const recordingId = this.#recordingId
    if (recordingId === null) return
    try {
      const drawings = await engine.drawings.list({ recordingId })
      if (recordingId === this.#recordingId) this.drawings = drawings
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }
}

function answered({ what, shape }: Asked, text: string): Shape | null {
  if (what === 'text') return shape.kind === 'text' && text !== '' ? { ...shape, text } : null
  const lengthMetres = typedNumber(text)
  const isLength = lengthMetres > 0 && lengthMetres <= longestLengthMetres
  return shape.kind === 'calibration' && isLength ? { ...shape, lengthMetres } : null
}

/** As the contract takes it: lists that may be written to. */
function plain(shape: Shape): Drawing['shape'] {
  return shape.kind === 'freehand' ? { ...shape, places: [...shape.places] } : shape
}
