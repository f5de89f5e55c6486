/** Work on many things, a few at a time. */

export interface Lanes {
  /** How many are worked on at once. */
  readonly lanes: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Takes up the items in their order, `lanes` at a time. The first failure stops what is under way, by the signal that `work`
 * is given, and is thrown once all of it has let go.
 */
export async function sideBySide<Item>(
  items: readonly Item[],
  { lanes, signal }: Lanes,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const giveUp = new AbortController()
  const either = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal
  const waiting = items.values()
  const failures: unknown[] = []
  const lane = async (): Promise<void> => {
    for (const item of waiting) {
      if (giveUp.signal.aborted) return
      await work(item, either)
    }
  }
  const under = Array.from({ length: lanes }, () =>
    lane().catch((caught: unknown) => {
      failures.push(caught)
      giveUp.abort()
    }),
  )
  await Promise.all(under)
  if (failures.length > 0) throw failures[0]
}
