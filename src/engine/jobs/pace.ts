/** Thins out calls: at once, then at most one per gap, and the last one is never lost. */
export interface Pace {
  /** Asks for a call now or as soon as the gap is over. */
  ask(): void
  /** Forgets a call that is due. */
  stop(): void
}

/** @param gapMs least time between two calls */
export function makePace(gapMs: number, call: () => void): Pace {
  let lastMs = -Infinity
  let timer: NodeJS.Timeout | null = null
  const callNow = () => {
    timer = null
    lastMs = performance.now()
    call()
  }
  return {
    ask: () => {
      if (timer !== null) return
      const waitMs = lastMs + gapMs - performance.now()
      if (waitMs <= 0) callNow()
      else timer = setTimeout(callNow, waitMs).unref()
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
