/** What was measured, as the page shows it: read again when something of it changes. */
import type { OfferedTable, Results } from '../../contract/results.ts'
import { engine, messageOf } from '../engine/client.ts'
import { live } from '../engine/live.svelte.ts'

class ShownResults {
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state('')
  list = $state.raw<Results[]>([])
  offered = $state.raw<OfferedTable[]>([])

  constructor() {
    live.onChange((change) => {
      if (change.what === 'results') void this.load()
    })
  }

  async load(): Promise<void> {
    try {
      const [list, offered] = await Promise.all([engine.results.list({}), engine.results.tables({})])
      this.list = list
      this.offered = offered
      this.state = 'ready'
    } catch (caught) {
      this.problem = messageOf(caught)
      // What was read before stays on screen.
      if (this.state === 'loading') this.state = 'failed'
    }
  }

  /** Data folders that were used, newest first. */
  get folders(): Results['set'][] {
    return [...new Map(this.list.toReversed().map(({ set }) => [set.origin, set])).values()].reverse()
  }
}

export const shownResults = new ShownResults()
