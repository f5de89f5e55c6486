/** The recordings of one session, placed in its time: read from the engine, and again when something ties them anew. */
import type { Recording, Synchronisation } from '../../contract/things.ts'
import type { FrameTable } from '../../domain/frames.ts'
import { engine, messageOf } from '../engine/client.ts'
import { library } from '../engine/library.svelte.ts'
import { live } from '../engine/live.svelte.ts'
import { notices } from '../ui/notices.svelte.ts'
import { noEntries, placesOf, synchronisedOf, withEntry, type PlacedRecording } from './placing.ts'

export class SessionClock {
  #sessionId = $state<string | null>(null)
  #ties = $state.raw<readonly Synchronisation[]>([])
  #tiesRead = $state(false)
  #tables = $state.raw<ReadonlyMap<string, FrameTable>>(noEntries())
  /** Recordings whose frames are on their way. Nothing shows it, so nothing has to be told. */
  #wanted: readonly string[] = []

  readonly recordings: readonly Recording[] = $derived.by(() => library.recordingsOf(this.#sessionId))
  /** Of those recordings whose frames are known. */
  readonly places: ReadonlyMap<string, PlacedRecording> = $derived(
    placesOf(this.recordings, { tables: this.#tables, ties: this.#ties }),
  )
  /** Recordings that share the session's time; none where nothing is tied. */
  readonly synchronised: readonly Recording[] = $derived(synchronisedOf(this.recordings, this.#ties))

  get sessionId(): string | null {
    return this.#sessionId
  }

  /** Whether it is known what ties them. */
  get tiesRead(): boolean {
    return this.#tiesRead
  }

  async open(sessionId: string | null): Promise<void> {
    if (sessionId === this.#sessionId) return
    this.#sessionId = sessionId
    this.#ties = []
    this.#tiesRead = false
    this.#tables = noEntries()
    this.#wanted = []
    await this.read()
  }

  /** Frames that were read elsewhere. */
  know(recordingId: string, table: FrameTable): void {
    if (this.#tables.get(recordingId) !== table) this.#tables = withEntry(this.#tables, recordingId, table)
  }

  /** Reads the frames of recordings that are needed and not known. */
  need(recordingIds: readonly string[]): void {
    for (const id of recordingIds) {
      if (this.#tables.has(id) || this.#wanted.includes(id)) continue
      this.#wanted = [...this.#wanted, id]
      void this.#readTable(id)
    }
  }

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    return live.onChange((change) => {
      if (change.what === 'sync') void this.read()
    })
  }

  /** Reads again what ties them. */
  async read(): Promise<void> {
    const sessionId = this.#sessionId
    if (sessionId === null) return
    try {
      const ties = await engine.sync.list({ sessionId })
      if (sessionId !== this.#sessionId) return
      this.#ties = ties
      this.#tiesRead = true
    } catch (caught) {
      notices.problem(messageOf(caught))
    }
  }

  async #readTable(id: string): Promise<void> {
    const sessionId = this.#sessionId
    try {
      const table = await engine.recordings.frames({ id })
      if (sessionId === this.#sessionId) this.know(id, table)
    } catch (caught) {
      // It is read when it is next needed.
      this.#wanted = this.#wanted.filter((one) => one !== id)
      notices.problem(messageOf(caught))
    }
  }
}
