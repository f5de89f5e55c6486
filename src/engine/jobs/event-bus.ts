/** Events to everybody who listens. What a slow listener has not taken yet is kept as the newest state of each thing. */
import type { EngineEvent } from '../../contract/index.ts'
import { mostNamed } from '../../contract/labelling.ts'
import type { EventBus, EventSubscription } from '../context.ts'

export interface ClosableEventBus extends EventBus {
  /** Ends every subscription. */
  close(): void
}

export function makeEventBus(): ClosableEventBus {
  const listeners = new Set<Listener>()
  let closed = false
  return {
    emit: (event) => {
      for (const listener of listeners) listener.push(event)
    },
    subscribe: (signal, first = []) => {
      const listener = new Listener(() => listeners.delete(listener))
      for (const event of first) listener.push(event)
      if (closed || signal?.aborted) listener.end()
      else {
        listeners.add(listener)
        signal?.addEventListener('abort', () => listener.end(), { once: true })
      }
      return listener
    },
    close: () => {
      closed = true
      for (const listener of [...listeners]) listener.end()
    },
  }
}

/** One subscription: the events not taken yet, one per thing. It listens from its making on, not from its first read. */
class Listener implements EventSubscription {
  readonly #waiting = new Map<string, EngineEvent>()
  readonly #onEnd: () => void
  #wake: (() => void) | null = null
  #ended = false

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  push(event: EngineEvent): void {
    const key = keyOf(event)
    const waiting = this.#waiting.get(key)
    // Taken out first, so that it comes after what happened between.
    this.#waiting.delete(key)
    this.#waiting.set(key, waiting === undefined ? event : withWaiting(event, waiting))
    this.#wake?.()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd()
    this.#wake?.()
  }

  async next(): Promise<IteratorResult<EngineEvent, undefined>> {
    for (;;) {
      const [oldest] = this.#waiting
      if (oldest !== undefined) {
        this.#waiting.delete(oldest[0])
        return { done: false, value: oldest[1] }
      }
      if (this.#ended) return { done: true, value: undefined }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  return(): Promise<IteratorResult<EngineEvent, undefined>> {
    this.#waiting.clear()
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}

/** The newer of two events of one key, naming what either of them names; nothing where one means all. */
function withWaiting(event: EngineEvent, waiting: EngineEvent): EngineEvent {
  if (event.type !== 'changed' || waiting.type !== 'changed' || event.ids === undefined) return event
  const { ids, ...unnamed } = event
  const all = waiting.ids === undefined ? [] : [...new Set([...waiting.ids, ...ids])]
  return all.length === 0 || all.length > mostNamed ? unnamed : { ...unnamed, ids: all }
}

/** Events of one key replace each other: only the newest state of a job is of interest. */
function keyOf(event: EngineEvent): string {
  switch (event.type) {
    case 'job':
      return `job ${event.job.id}`
    case 'epoch':
      return `epoch ${event.runId} ${event.metrics.epoch}`
    case 'changed':
      return `changed ${event.what} ${event.recordingId ?? ''}`
  }
}
