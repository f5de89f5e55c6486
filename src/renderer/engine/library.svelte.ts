/** The library as every page shows it: athletes with their sessions and recordings, labels. Read again when it changes. */
import type { AthleteBranch } from '../../contract/index.ts'
import type { Label, LabelSet, Recording, Session } from '../../contract/things.ts'
import { engine, messageOf } from './client.ts'
import { live } from './live.svelte.ts'

type State = 'loading' | 'ready' | 'failed'

class LibraryShown {
  state = $state<State>('loading')
  problem = $state('')
  athletes = $state.raw<AthleteBranch[]>([])
  labels = $state.raw<Label[]>([])
  labelSets = $state.raw<LabelSet[]>([])
  /** Readings that were asked for, and the newest that is shown: an answer that comes after a newer one is passed over. */
  #asked = 0
  #shown = 0

  constructor() {
    live.onChange((change) => {
      if (change.what === 'tree' || change.what === 'labels') void this.load()
    })
  }

  async load(): Promise<void> {
    const turn = ++this.#asked
    try {
      const [athletes, labels, labelSets] = await Promise.all([
        engine.library.tree({}),
        engine.labels.list({}),
        engine.labelSets.list({}),
      ])
      if (turn < this.#shown) return
      this.#shown = turn
      this.athletes = athletes
      this.labels = labels
      this.labelSets = labelSets
      this.state = 'ready'
    } catch (caught) {
      this.problem = messageOf(caught)
      // What was read before stays on screen; only a first reading that fails leaves nothing to show.
      if (this.state === 'loading') this.state = 'failed'
    }
  }

  get recordings(): Recording[] {
    return this.athletes.flatMap((athlete) => athlete.sessions.flatMap((session) => session.recordings))
  }

  recording(id: string | null): Recording | null {
    return this.recordings.find((recording) => recording.id === id) ?? null
  }

  /** Recordings of one session in their order: the first one's time is the session's. */
  recordingsOf(sessionId: string | null): Recording[] {
    const sessions = this.athletes.flatMap(({ sessions }) => sessions)
    return sessions.find(({ id }) => id === sessionId)?.recordings ?? []
  }

  session(id: string | null): Session | null {
    return this.athletes.flatMap(({ sessions }) => sessions).find((session) => session.id === id) ?? null
  }

  labelSet(id: string | null): LabelSet | null {
    return this.labelSets.find((set) => set.id === id) ?? null
  }

  /** Labels of one set in their order. */
  labelsOf(labelSetId: string): Label[] {
    return this.labels.filter((label) => label.labelSetId === labelSetId)
  }

  label(id: string): Label | null {
    return this.labels.find((label) => label.id === id) ?? null
  }

  /** Names of athlete, session and recording that lead to a recording or session. */
  pathTo(id: string): string[] {
    for (const athlete of this.athletes) {
      for (const session of athlete.sessions) {
        if (session.id === id) return [athlete.name, session.name]
        const found = session.recordings.find((recording) => recording.id === id)
        if (found) return [athlete.name, session.name, found.fileName]
      }
    }
    return []
  }
}

export const library = new LibraryShown()
