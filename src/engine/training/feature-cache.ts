import path from 'node:path'
import { cacheFolder } from '../../media/locate.ts'

/**
 * Where features of frozen stages are kept: in Touchline's cache folder and not in a library. They can always be computed
 * again, so backups and copies of a library are better off without them, and whichever data they come from, one bound holds
 * for all.
 */
export function featureCacheDir(): string {
  return path.join(cacheFolder(), 'features')
}
