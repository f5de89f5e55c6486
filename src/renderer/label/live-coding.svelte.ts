/** Labels that are running: started by their keys, ended by them, by each other, or all at once. */
import { SvelteMap } from 'svelte/reactivity'
import type { Label } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { frameSeen } from '../../domain/reaction-lag.ts'
import { coding } from '../engine/coding.svelte.ts'
import type { Player } from '../player/player.svelte.ts'
import type { Growing } from '../timeline/board.ts'
import { endOf, marked, markedUntil } from './marking.ts'

export interface Mark {
  readonly label: Label
  /** The frame it started at. */
  readonly start: number
  /** Whether it lasts only while its key is down. */
  readonly held: boolean
}

interface Surroundings {
  /** Whether labels of a set follow one another. */
  isExclusive(labelSetId: string): boolean
  /** Makes what was marked durable. */
  add(label: Label, range: FrameRange): void
}

export class LiveCoding {
  readonly #marks = new SvelteMap<string, Mark>()
  readonly #player: Player
  readonly #surroundings: Surroundings

  constructor(player: Player, surroundings: Surroundings) {
    this.#player = player
    this.#surroundings = surroundings
  }

  readonly running: readonly Mark[] = $derived([...this.#marks.values()])
  /** What would be marked if all ended now. */
  readonly growing: readonly Growing[] = $derived(
    this.running.map((mark) => ({ labelId: mark.label.id, ...this.#rangeOf(mark) })),
  )

  has(labelId: string): boolean {
    return this.#marks.has(labelId)
  }

  /** A label's key or a click on it: starts a segment, or ends the one it started. A point label's segment is one frame. */
  press(label: Label, held = coding.mode === 'hold'): void {
    const frame = this.#seen()
    const mark = this.#marks.get(label.id)
    if (label.kind === 'point') return this.#surroundings.add(label, { first: frame, last: frame })
    if (mark !== undefined) return this.#end(mark)
    if (this.#surroundings.isExclusive(label.labelSetId)) this.#endOthersOf(label, frame)
    this.#marks.set(label.id, { label, start: frame, held })
  }

  /** A label's key is let go: ends what lasted while it was down. */
  release(label: Label): void {
    const mark = this.#marks.get(label.id)
    if (mark?.held === true) this.#end(mark)
  }

  end(labelId: string): void {
    const mark = this.#marks.get(labelId)
    if (mark !== undefined) this.#end(mark)
  }

  endAll(): void {
    for (const mark of this.running) this.#end(mark)
  }

  drop(): void {
    this.#marks.clear()
  }

  #end(mark: Mark): void {
    this.#marks.delete(mark.label.id)
    this.#surroundings.add(mark.label, this.#rangeOf(mark))
  }

  #endOthersOf(label: Label, frame: number): void {
    for (const mark of this.running.filter((one) => one.label.labelSetId === label.labelSetId)) {
      this.#marks.delete(mark.label.id)
      const range = markedUntil(mark.start, frame)
      if (range !== null) this.#surroundings.add(mark.label, range)
    }
  }

  #rangeOf(mark: Mark): FrameRange {
    return marked(mark.start, endOf(mark.start, { shown: this.#player.shownIndex, seen: this.#seen() }))
  }

  /** What was on screen when the person saw it; the very frame where the film stands still. */
  #seen(): number {
    const { table, shownIndex, playing, rate } = this.#player
    return table === null || !playing ? shownIndex : frameSeen(table, shownIndex, { lagMs: coding.lagMs, rate })
  }
}
