/** What the engine tells by itself: jobs as they move, epochs as they end, what changed in the library. */
import { SvelteMap } from 'svelte/reactivity'
import type { EngineEvent } from '../../contract/index.ts'
import type { EpochMetrics } from '../../contract/learning.ts'
import type { Job } from '../../contract/things.ts'
import { engine } from './client.ts'

export type Changed = Extract<EngineEvent, { type: 'changed' }>

const RETRY_MS = 1000

/** What may have changed while nobody was listening. */
const everything: Readonly<Record<Changed['what'], null>> = {
  tree: null,
  labels: null,
  segments: null,
  reviewed: null,
  drawings: null,
  sync: null,
  preferences: null,
  models: null,
  reports: null,
  results: null,
}

class Live {
  readonly jobs = new SvelteMap<string, Job>()
  /** Epochs that ended since the window opened, by run. */
  readonly epochs = new SvelteMap<string, EpochMetrics[]>()
  connected = $state(false)
  readonly #listeners = new Set<(change: Changed) => void>()

  /** Calls back after each change of the library. Returns the function that stops it. */
  onChange(listener: (change: Changed) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * The newest job of a kind; about one recording or session, where that is named.
   * @param about finds, of those that are over, what this window heard of while they were not
   */
  newestOf(kind: Job['kind'], about?: string | null): Job | undefined {
    return [...this.jobs.values()]
      .filter((job) => job.kind === kind && (about === undefined || job.about === about))
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
  }

  /** Listens until the signal aborts; connects again when the stream breaks, and then has everything read again. */
  async listen(signal: AbortSignal): Promise<void> {
    let again = false
    while (!signal.aborted) {
      try {
        for (const job of await engine.jobs.list({}, { signal })) this.jobs.set(job.id, job)
        const events = await engine.jobs.watch({}, { signal })
        this.connected = true
        if (again) this.#takeAll()
        again = true
        for await (const event of events) this.#take(event)
      } catch {
        // Nothing to tell: `connected` says it, and the next round tries again.
      }
      this.connected = false
      if (!signal.aborted) await new Promise((resume) => setTimeout(resume, RETRY_MS))
    }
  }

  #takeAll(): void {
    for (const what of Object.keys(everything) as Changed['what'][]) {
      this.#take({ type: 'changed', what, recordingId: null })
    }
  }

  #take(event: EngineEvent): void {
    switch (event.type) {
      case 'job':
        this.jobs.set(event.job.id, event.job)
        return
      case 'epoch':
        this.epochs.set(event.runId, [...(this.epochs.get(event.runId) ?? []), event.metrics])
        return
      case 'changed':
        for (const listener of this.#listeners) listener(event)
    }
  }
}

export const live = new Live()
