/** The wish that is being put together; it stays while other pages are looked at. */
import type { CheckedFolder, OfferedTable, ResultsPlan, ResultsWish } from '../../contract/results.ts'
import type { ScaleName } from '../../contract/scales.ts'
import type { PaperTableId } from '../../domain/paper-tables.ts'
import { engine, messageOf } from '../engine/client.ts'
import { wholeText } from '../ui/typed-number.ts'
import type { ProtocolChoice } from './words.ts'

const mostEpochs = 2000

/** Systems of some tables, each once: as and where the first of the tables has it. */
export function rowsOf(offered: readonly OfferedTable[], tables: readonly PaperTableId[]): OfferedTable['rows'] {
  const all = offered.filter(({ id }) => tables.includes(id)).flatMap(({ rows }) => rows)
  return [...Map.groupBy(all, ({ system }) => system).values()].map(([first]) => first!)
}

class Draft {
  folder = $state('')
  check = $state.raw<CheckedFolder | null>(null)
  checking = $state(false)
  tables = $state<PaperTableId[]>([])
  protocol = $state<ProtocolChoice>('both')
  scale = $state<ScaleName>('laptop')
  epochsText = $state('')
  /** Systems that are left out. */
  without = $state<string[]>([])
  plan = $state.raw<ResultsPlan | null>(null)
  /** Whether the plan is of an earlier wish. */
  planning = $state(false)
  problem = $state('')

  /** Null: as the scale says. Undefined: what was typed is none. */
  readonly epochs = $derived.by((): number | null | undefined => {
    const text = wholeText(this.epochsText)
    if (text === '') return null
    const count = /^\d{1,4}$/.test(text) ? Number(text) : 0
    return count >= 1 && count <= mostEpochs ? count : undefined
  })

  /** Looks at a folder and takes what suits it; the newest question counts. */
  async look(folder: string, offered: readonly OfferedTable[], wish: ResultsWish | null = null): Promise<void> {
    this.folder = folder
    this.check = null
    this.plan = null
    this.problem = ''
    this.checking = true
    try {
      const check = await engine.results.check({ data: folder })
      if (folder !== this.folder) return
      this.check = check
      if (wish === null) this.#suit(offered, check.set.name)
      else this.#take(wish, offered)
    } catch (caught) {
      if (folder === this.folder) this.problem = messageOf(caught)
    } finally {
      if (folder === this.folder) this.checking = false
    }
  }

  /** Systems of the chosen tables that this version has, and that are not left out. */
  systemsOf(offered: readonly OfferedTable[]): string[] {
    const known = rowsOf(offered, this.tables).filter((row) => row.known)
    return known.map(({ system }) => system).filter((system) => !this.without.includes(system))
  }

  /** What the engine is asked for; null while something of it is missing. */
  wishOf(offered: readonly OfferedTable[]): ResultsWish | null {
    const systems = this.systemsOf(offered)
    const { check, epochs, protocol, scale, tables } = this
    if (check === null || check.obstacles.length > 0 || systems.length === 0 || epochs === undefined) return null
    return {
      data: check.set.origin,
      tables: [...tables],
      protocols: protocol === 'both' ? ['paper', 'honest'] : [protocol],
      scale,
      ...(epochs !== null && { epochs }),
      systems,
      seed: 1,
    }
  }

  async ask(wish: ResultsWish): Promise<void> {
    this.planning = true
    this.#asked = wish
    try {
      const plan = await engine.results.plan(wish)
      if (wish === this.#asked) [this.plan, this.problem] = [plan, '']
    } catch (caught) {
      if (wish === this.#asked) [this.plan, this.problem] = [null, messageOf(caught)]
    } finally {
      if (wish === this.#asked) this.planning = false
    }
  }
  #asked: ResultsWish | null = null

  /** Nothing more is awaited: what was chosen can't be planned. */
  forget(): void {
    this.#asked = null
    this.plan = null
    this.planning = false
  }

  /** The first table that the paper has of this set, or the one for any. */
  #suit(offered: readonly OfferedTable[], set: string): void {
    if (offered.some(({ id, set: of }) => this.tables.includes(id) && (of === null || of === set))) return
    const first = offered.find((table) => table.kind === 'table' && table.set === set)
    this.tables = [first?.id ?? 'systems']
  }

  #take({ tables, protocols, scale, epochs, systems }: ResultsWish, offered: readonly OfferedTable[]): void {
    this.tables = [...tables]
    this.protocol = protocols.length > 1 ? 'both' : protocols[0]!
    this.scale = scale
    this.epochsText = epochs === undefined ? '' : String(epochs)
    const all = rowsOf(offered, tables).map(({ system }) => system)
    this.without = systems === undefined ? [] : all.filter((system) => !systems.includes(system))
  }
}

export const draft = new Draft()
