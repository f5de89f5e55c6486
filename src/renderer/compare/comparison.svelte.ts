/** Two recordings beside each other in a common time, in which the frame that was chosen in each is at 0. */
import type { FrameRange } from '../../domain/frames.ts'
import { rangeIn, untied } from '../../domain/synchronise.ts'
import { Convoy } from '../cameras/convoy.ts'
import { Follower } from '../cameras/follower.svelte.ts'
import { seenIndex } from '../cameras/seen.ts'
import { engine, messageOf } from '../engine/client.ts'
import { sideAddress, sideOf, type ComparedSide } from '../engine/compared-side.ts'
import { here } from '../engine/place.svelte.ts'
import { Player } from '../player/player.svelte.ts'
import { hasSameFiles } from '../player/recording-files.ts'
import { notices } from '../ui/notices.svelte.ts'
import { Half } from './half.svelte.ts'

export type SideName = 'left' | 'right'

/** Where a comparison is, as its address says it. */
type Addresses = Readonly<Record<SideName, string | null>>

export class Comparison {
  readonly halves = { left: new Half(), right: new Half() }
  /** It leads: the right picture goes along with it. */
  readonly lead = new Player(0.5)
  readonly right = new Follower()
  readonly convoy = new Convoy(() => this.halves.left.place?.line ?? untied)
  looping = $state(true)
  overlaid = $state(false)
  /** How strongly the right picture covers the left one, 0 to 1. */
  opacity = $state(0.5)
  /** The picture that keys move while each moves by itself. */
  active = $state<SideName>('left')
  #linked = $state(true)
  #leave: (() => void) | null = null
  /** What both are aligned on, as it was last shown. */
  #aligned = ''

  /** Frames of the left recording in which something is compared: both segments, or all of it. */
  readonly span: FrameRange = $derived.by(() => {
    const { left, right } = this.halves
    const own = left.side?.range ?? null
    const other = right.side?.range ?? null
    const beside =
      other === null || left.place === null || right.place === null ? null : rangeIn(other, right.place, left.place)
    const all = { first: 0, last: Math.max(0, (left.place?.table.pts.length ?? 1) - 1) }
    if (own === null) return beside ?? all
    if (beside === null) return own
    return { first: Math.min(own.first, beside.first), last: Math.max(own.last, beside.last) }
  })

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    const stop = this.lead.lead(this.convoy)
    this.#leave = this.convoy.add(this.right)
    return () => {
      stop()
      this.lead.close()
      this.right.close()
    }
  }

  get activePlayer(): Player {
    return this.#linked || this.active === 'left' ? this.lead : this.right.player
  }

  get linked(): boolean {
    return this.#linked
  }

  link(linked: boolean): void {
    if (linked === this.#linked) return
    this.lead.pause()
    this.right.player.pause()
    this.#linked = linked
    this.#leave?.()
    this.#leave = linked ? this.convoy.add(this.right) : null
    if (!linked) this.right.letGo()
  }

  /** Shows what an address says. */
  show({ left, right }: Addresses): void {
    void this.halves.left.ask(sideOf(left))
    void this.halves.right.ask(sideOf(right))
  }

  /** Chooses what a side shows. A new place of the window: back leads to what was compared before. */
  choose(name: SideName, side: ComparedSide | null): void {
    here.go({ page: 'compare', ...this.#addresses({ [name]: side }) })
  }

  /** Aligns a side on another frame. */
  align(name: SideName, event: number): void {
    const { side } = this.halves[name]
    if (side === null) return
    here.replace({ page: 'compare', ...this.#addresses({ [name]: { ...side, event: Math.max(0, event) } }) })
  }

  /** What both pictures show now is aligned. */
  alignHere(): void {
    const left = this.halves.left.side
    const right = this.halves.right.side
    if (left === null || right === null) return notices.say('Choose two recordings first.')
    this.lead.pause()
    this.right.player.pause()
    if (this.right.outside) {
      const name = this.halves.right.recording?.fileName ?? 'The right recording'
      return notices.say(`${name} was not filming at this moment: move it to one that both show.`)
    }
    const sides = {
      left: { ...left, event: seenIndex(this.lead) },
      right: { ...right, event: seenIndex(this.right.player) },
    }
    here.replace({ page: 'compare', ...this.#addresses(sides) })
    this.link(true)
  }

  swap(): void {
    const { left, right } = this.#addresses({})
    here.go({ page: 'compare', left: right, right: left })
  }

  async setSlowMotion(name: SideName, slowMotion: number): Promise<void> {
    const id = this.halves[name].recording?.id
    if (id === undefined) return
    try {
      await engine.recordings.setSlowMotion({ id, slowMotion })
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }

  /** To be called whenever a half may have changed. */
  keepUp(): void {
    const left = this.halves.left.place
    const right = this.halves.right.place
    if (left === null) this.#clearLead()
    else if (!hasSameFiles(this.lead.recording, left.recording)) void this.lead.open(left.recording, left.table)
    if (right === null) this.right.close()
    else void this.right.put(right)
    const aligned = [this.halves.left, this.halves.right]
      .map(({ side }) => `${side?.recordingId} ${side?.event}`)
      .join()
    if (left !== null && aligned !== this.#aligned) {
      this.#aligned = aligned
      this.lead.seek(this.halves.left.side?.event ?? 0)
    }
    this.convoy.showAgain()
    this.lead.loop = this.looping ? this.span : null
  }

  /** What is right of nothing shows the frame it is aligned on. */
  #clearLead(): void {
    this.lead.close()
    this.convoy.show(0)
    this.#aligned = ''
  }

  #addresses(change: Partial<Record<SideName, ComparedSide | null>>): Addresses {
    const { left, right } = this.halves
    const sides = { left: left.side ?? left.asked, right: right.side ?? right.asked, ...change }
    const address = (side: ComparedSide | null): string | null => (side === null ? null : sideAddress(side))
    return { left: address(sides.left), right: address(sides.right) }
  }
}
