import { execFile } from 'node:child_process'
import { access, constants, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Problem } from '../domain/problem.ts'

const runFile = promisify(execFile)

/** The ffmpeg that this process uses. */
export interface FfmpegProgram {
  /** Path to run; plain `ffmpeg` where the system's search path leads to it. */
  readonly path: string
  /** As it prints it: "5.1.9-0+deb12u1", "n9.0.2-17-g2a571b6068", "N-120000-gabcdef". */
  readonly version: string
}

/** Where set-up keeps what it fetched for this user: env TOUCHLINE_CACHE, else the platform's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TOUCHLINE_CACHE) return path.resolve(env.TOUCHLINE_CACHE)
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'touchline')
  if (process.platform === 'win32') {
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'touchline', 'Cache')
  }
  return path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'touchline')
}

const located = new Map<string, Promise<FfmpegProgram>>()

/**
 * Finds ffmpeg, in this order: the explicit path, env TOUCHLINE_FFMPEG, the binary of ffmpeg-static, the system's,
 * the one that set-up fetched. The answer is kept for the life of the process.
 * @throws Problem FFMPEG_MISSING when none runs, or when the one named by a person doesn't.
 */
export function locateFfmpeg(explicit?: string): Promise<FfmpegProgram> {
  const named = explicit ?? process.env.TOUCHLINE_FFMPEG ?? ''
  const known = located.get(named)
  if (known) return known
  const search = named === '' ? searchFfmpeg() : useNamed(named)
  located.set(named, search)
  // A failed search is not kept: the person may install ffmpeg and try again.
  search.catch(() => located.delete(named))
  return search
}

/**
 * Version of `ffmpeg -version` output, or null where it is something else.
 * `major` and `minor` are null for development builds, which count as new.
 */
export function parseVersion(output: string): { version: string; major: number | null; minor: number | null } | null {
  const version = /^ffmpeg version (\S+)/.exec(output)?.[1]
  if (version === undefined) return null
  const numbers = /^n?(\d+)\.(\d+)/.exec(version)
  return { version, major: numbers ? Number(numbers[1]) : null, minor: numbers ? Number(numbers[2]) : null }
}

async function useNamed(named: string): Promise<FfmpegProgram> {
  const tried = await tryProgram(named)
  if (typeof tried !== 'string') return tried
  throw new Problem('FFMPEG_MISSING', `The ffmpeg at ${named} can't be used: ${tried}. Correct the path or unset it.`, {
    details: { path: named },
  })
}

async function searchFfmpeg(): Promise<FfmpegProgram> {
  const tooOld: string[] = []
  for (const candidate of [await staticBinary(), 'ffmpeg', await fetchedBinary()]) {
    if (candidate === null) continue
    const tried = await tryProgram(candidate)
    if (typeof tried !== 'string') return tried
    if (tried.includes('too old')) tooOld.push(`${candidate} is ${tried}`)
  }
  throw new Problem(
    'FFMPEG_MISSING',
    `No usable ffmpeg was found${tooOld.length > 0 ? ` (${tooOld.join(', ')})` : ''}. ` +
      'Run "npm run setup", or install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install ffmpeg; macOS: brew install ' +
      'ffmpeg; Windows: winget install ffmpeg), or set TOUCHLINE_FFMPEG to its path.',
  )
}

/** The program, or in words why it can't be used. */
async function tryProgram(program: string): Promise<FfmpegProgram | string> {
  let output: string
  try {
    const ran = await runFile(program, ['-version'], { timeout: 20_000, maxBuffer: 1 << 20, windowsHide: true })
    output = ran.stdout
  } catch (caught) {
    const code = (caught as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return 'there is no such file'
    return code === 'EACCES'
      ? 'it may not be run'
      : `it did not run (${caught instanceof Error ? caught.message : code})`
  }
  const parsed = parseVersion(output)
  if (parsed === null) return 'it is not ffmpeg'
  // -fps_mode, which keeps every frame as it decodes, came with 5.1.
  if (parsed.major !== null && (parsed.major < 5 || (parsed.major === 5 && parsed.minor === 0))) {
    return `too old (${parsed.version}; 5.1 or newer is needed)`
  }
  return { path: program, version: parsed.version }
}

/** ffmpeg-static names a path whether or not its download ever happened. */
async function staticBinary(): Promise<string | null> {
  try {
    const named: unknown = createRequire(import.meta.url)('ffmpeg-static')
    return typeof named === 'string' ? await runnable(named) : null
  } catch {
    return null
  }
}

async function fetchedBinary(): Promise<string | null> {
  try {
    const file = parseMachineFile(await readFile(path.join(cacheFolder(), 'machine.json'), 'utf8'))
    return file === null ? null : await runnable(file)
  } catch {
    return null
  }
}

/** Path of ffmpeg in what set-up wrote down of this machine, or null where it names none. */
export function parseMachineFile(text: string): string | null {
  const machine: unknown = JSON.parse(text)
  if (typeof machine !== 'object' || machine === null || !('ffmpeg' in machine)) return null
  const { ffmpeg } = machine
  if (typeof ffmpeg !== 'object' || ffmpeg === null || !('path' in ffmpeg)) return null
  return typeof ffmpeg.path === 'string' ? ffmpeg.path : null
}

async function runnable(file: string): Promise<string | null> {
  try {
    await access(file, constants.X_OK)
    return file
  } catch {
    return null
  }
}
