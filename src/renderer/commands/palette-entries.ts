/** What the palette finds: everything that can be run, opened or marked, ranked by what was typed. */
import { computeCommandScore } from 'bits-ui'

type EntryKind = 'Command' | 'Page' | 'Athlete' | 'Session' | 'Recording' | 'Label'

export interface Entry {
  /** Of its own among all. */
  readonly id: string
  readonly kind: EntryKind
  readonly name: string
  /** What stands beside it: where a recording belongs. It is searched too. */
  readonly beside: string
  /** As people read them. */
  readonly keys: readonly string[]
  readonly run: () => void
}

/** A library may have thousands of recordings; nobody reads further. */
const MOST_SHOWN = 60

/** The entries that match, best first; all in their order where nothing was typed. */
export function found(entries: readonly Entry[], typed: string): readonly Entry[] {
  const wanted = typed.trim()
  if (wanted === '') return entries.slice(0, MOST_SHOWN)
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_SHOWN)
    .map(({ entry }) => entry)
}

/** What is called so counts for more than what only lies there. */
function scoreOf({ name, beside, kind }: Entry, wanted: string): number {
  const byName = computeCommandScore(name, wanted)
  return byName > 0 ? byName : computeCommandScore(name, wanted, [beside, kind]) / 2
}
