import type { ComputeEvent } from '../contract/compute.ts'

export type Progress = (done: number, total: number) => void

/** At most one message in this time, and always the first and the last of a phase. */
const quietMs = 100

/** Progress by phase as events, thinned out. */
export function progressReporter(emit: (event: ComputeEvent) => void): { of(phase: string): Progress } {
  let latestMs = -Infinity
  let latestPhase = ''
  return {
    of: (phase) => (done, total) => {
      const now = performance.now()
      if (phase === latestPhase && done < total && now - latestMs < quietMs) return
      latestMs = now
      latestPhase = phase
      emit({ type: 'progress', phase, done, total })
    },
  }
}
