/** The compute process for work that needs no library. */
import { locateFfmpeg } from '../../media/locate.ts'
import type { ComputeLauncher } from '../context.ts'
import { makeLog } from '../log.ts'
import { createComputeLauncher } from './launcher.ts'

/** @param entry the compute process's module */
export function standaloneCompute(entry: string): ComputeLauncher {
  return createComputeLauncher({ entry, ffmpeg: async () => (await locateFfmpeg()).path, log: makeLog('warn') })
}
