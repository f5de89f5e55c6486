/** Opens a library for one command and closes it again, whatever happens. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, parse, resolve } from 'node:path'
import { type Engine, openEngine } from '../engine/engine.ts'

const projectRoot = join(import.meta.dirname, '../..')

export const appVersion = readVersion()
export const sampleDir = join(projectRoot, 'resources/sample')
export const rendererDir = join(projectRoot, 'out/renderer')
/** The module that the compute process runs, in a checkout. */
export const computeEntry = join(projectRoot, 'src/compute/main.ts')

function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0'
}

/** Where a library lies when nobody says: in the user's documents. */
export function defaultLibraryDir(): string {
  return join(homeFolder(), 'Documents', 'Touchline')
}

/** The user's home folder; where there is none, as for users that only a container knows, the one they stand in. */
export function homeFolder(): string {
  try {
    return resolve(homedir())
  } catch {
    return process.cwd()
  }
}

export interface OpenOptions {
  readonly libraryDir: string
  /** Whether a library is made where there is none. */
  readonly create: boolean
  /** The command that opens it: said to whoever finds the library locked. */
  readonly program: string
  /** Folders that may be read; the terminal's user may read everything anyway. */
  readonly allowedRoots?: readonly string[]
}

/** @param background whether proxies that are missing are made meanwhile: not in a command that ends at once */
export async function openLibrary(options: OpenOptions, background: boolean): Promise<Engine> {
  const libraryDir = resolve(options.libraryDir)
  return openEngine({
    libraryDir,
    create: options.create,
    program: options.program,
    allowedRoots: options.allowedRoots ?? [parse(libraryDir).root],
    rendererDir,
    computeEntry,
    sampleDir,
    appVersion,
    background,
  })
}

export async function withLibrary<T>(options: OpenOptions, use: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openLibrary(options, false)
  try {
    return await use(engine)
  } finally {
    await engine.close()
  }
}
