/** What work without a library is handed: a launcher, a way to stop, a listener. */
import type { ComputeEvent } from '../../contract/compute.ts'
import type { ComputeLauncher } from '../context.ts'

export interface ComputeMeans {
  readonly compute: ComputeLauncher
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: (event: ComputeEvent) => void
}
