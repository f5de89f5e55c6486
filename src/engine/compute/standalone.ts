/** The compute process for work that needs no library. */
import { locateFfmpeg } from '../../media/locate.ts'
import type { ComputeLauncher } from '../context.ts'
import { makeLog } from '../log.ts'
import { createComputeLauncher } from './launcher.ts'

/** @param entry the compute process's module @param threads of each process; as many as there are cores where left out */
export function standaloneCompute(entry: string, threads: number | null = null): ComputeLauncher {
  return createComputeLauncher({
    entry,
    threads,
    ffmpeg: async () => (await locateFfmpeg()).path,
    log: makeLog('warn'),
  })
}
