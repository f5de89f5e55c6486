/** Recordings that go along with a leading one, each by its own clock: what leads says where it is in their common time. */
import { sessionSecsAt, type SyncLine } from '../../domain/synchronise.ts'
import type { Companion } from '../player/companion.ts'
import type { Follower } from './follower.svelte.ts'

export class Convoy implements Companion {
  #followers: readonly Follower[] = []
  #secs = 0
  readonly #lead: () => SyncLine

  /** @param lead where the leading recording lies in the common time */
  constructor(lead: () => SyncLine) {
    this.#lead = lead
  }

  /** Takes a recording along until the returned function is called. */
  add(follower: Follower): () => void {
    this.#followers = [...this.#followers, follower]
    follower.show(this.#sessionSecs())
    return () => {
      this.#followers = this.#followers.filter((one) => one !== follower)
    }
  }

  show(secs: number): void {
    this.#secs = secs
    const sessionSecs = this.#sessionSecs()
    for (const follower of this.#followers) follower.show(sessionSecs)
  }

  /** Shows the same moment after the leading recording has got another place in time. */
  showAgain(): void {
    this.show(this.#secs)
  }

  get settled(): boolean {
    return this.#followers.every(({ settled }) => settled)
  }

  get behindSecs(): number {
    return Math.max(0, ...this.#followers.map(({ behindSecs }) => behindSecs)) / this.#lead().rate
  }

  #sessionSecs(): number {
    return sessionSecsAt(this.#secs, this.#lead())
  }
}
