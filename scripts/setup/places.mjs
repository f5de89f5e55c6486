// Where things lie: the checkout, and the folder that keeps what was fetched for this user across checkouts.
import os from 'node:os'
import path from 'node:path'

export const projectRoot = path.resolve(import.meta.dirname, '..', '..')
export const nodeModules = path.join(projectRoot, 'node_modules')

/**
 * The user's cache folder of Touchline; env TOUCHLINE_CACHE overrides it. src/media/locate.ts knows the same place.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  if (env.TOUCHLINE_CACHE) return path.resolve(env.TOUCHLINE_CACHE)
  if (process.platform === 'darwin') return path.join(homeFolder(), 'Library', 'Caches', 'touchline')
  if (process.platform === 'win32') {
    return path.join(env.LOCALAPPDATA ?? path.join(homeFolder(), 'AppData', 'Local'), 'touchline', 'Cache')
  }
  return path.join(env.XDG_CACHE_HOME ?? path.join(homeFolder(), '.cache'), 'touchline')
}

/** The user's home folder. Where there is none, as for users that only a container knows, this ends with what to do. */
function homeFolder() {
  const home = knownHome()
  if (path.isAbsolute(home)) return home
  process.stderr.write('touchline: You have no home folder. Set HOME, or TOUCHLINE_CACHE, to a folder of yours.\n')
  process.exit(4)
}

function knownHome() {
  try {
    return os.homedir()
  } catch {
    return ''
  }
}

/**
 * A path as a person reads it: the home folder shortened.
 * @param {string} file
 */
export function shortPath(file) {
  const home = knownHome()
  return home !== '' && file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file
}
