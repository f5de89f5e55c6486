/** The engine: one library, open, behind one function that answers requests. Every host is a thin shell around it. */
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { ZodError } from 'zod'
import type { ComputeRequest } from '../contract/compute.ts'
import type { contract } from '../contract/index.ts'
import { locateFfmpeg } from '../media/locate.ts'
import { keepDailyBackups } from './backups/backups.ts'
import { createComputeLauncher } from './compute/launcher.ts'
import type { EngineContext, Log } from './context.ts'
import { withTypedErrors } from './errors.ts'
import { isInside } from './files/allowed-paths.ts'
import { resumeDerived } from './footage/derived.ts'
import { removeLeftovers } from './footage/leftovers.ts'
import { makeHandle } from './http/handle.ts'
import { makeEventBus } from './jobs/event-bus.ts'
import { makeJobRunner } from './jobs/job-runner.ts'
import { keepAllVersions } from './labelling/label-set-versions.ts'
import { damaged } from './library/migrate.ts'
import { openLibrary } from './library/open-library.ts'
import type { Library } from './library/open-library.ts'
import { readMigrations, type Migration } from './library/migrations.ts'
import { recordingTable } from './library/recordings.ts'
import { makeLog } from './log.ts'
import { makeRouter } from './router.ts'

export interface EngineOptions {
  readonly libraryDir: string
  /** Whether a library is made where there is none. */
  readonly create: boolean
  /** What a person would call this process: 'Touchline window', 'touchline serve'. */
  readonly program: string
  /** Folders from which footage may be read, besides the library's own. */
  readonly allowedRoots: readonly string[]
  /** The built renderer; null where nothing is shown. */
  readonly rendererDir: string | null
  /** The compute process's entry file. */
  readonly computeEntry: string
  /** The sample footage that the product ships; null where it was left out. */
  readonly sampleDir: string | null
  readonly appVersion: string
  readonly backend?: ComputeRequest['backend']
  /** Threads for TensorFlow and decoders; null: as many as there are cores. */
  readonly threads?: number | null
  readonly log?: Log
  /** Whether work that an earlier process left undone (missing proxies) is taken up; true where not said. */
  readonly background?: boolean
  /** The schema, where it does not lie beside the code. */
  readonly migrations?: readonly Migration[]
}

/** The contract as functions, for hosts in the same process. Errors are the same as over the wire. */
export type EngineClient = ContractRouterClient<typeof contract>

export interface Engine {
  /** Answers calls, media, thumbnails, reports, uploads and the window's files. Never throws. */
  handle(request: Request): Promise<Response>
  readonly client: EngineClient
  readonly context: EngineContext
  /** Lets files that a person chose in the system's own dialog be read, wherever they lie. */
  allowFiles(paths: readonly string[]): void
  /** Whether a path is of the library or a recording's original, so that it may be shown in the file manager. */
  mayReveal(path: string): boolean
  /** Cancels what runs, waits for it, closes the library. */
  close(): Promise<void>
}

/**
 * Opens a library and everything around it.
 * @throws Problem what openLibrary throws
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const log = options.log ?? makeLog('warn')
  const migrations = options.migrations ?? readMigrations()
  const library = await openLibrary(options.libraryDir, { ...options, migrations })
  try {
    return await makeEngine(options, { library, migrations, log })
  } catch (caught) {
    library.close()
    // SQLite finds spoilt pages, but not a spoilt text in a row.
    const isSpoilt = caught instanceof SyntaxError || caught instanceof ZodError
    throw isSpoilt ? damaged(library.paths, 'what it says of jobs, labels or recordings is damaged', caught) : caught
  }
}

interface EngineParts {
  readonly library: Library
  readonly migrations: readonly Migration[]
  readonly log: Log
}

async function makeEngine(options: EngineOptions, { library, migrations, log }: EngineParts): Promise<Engine> {
  const { paths, db } = library
  const events = makeEventBus()
  const jobs = makeJobRunner({ db, events, log })
  const ffmpeg = await ffmpegInUse()
  const chosenFiles = new Set<string>()
  const context: EngineContext = {
    paths,
    db,
    migrations,
    jobs,
    events,
    ffmpeg,
    log,
    chosenFiles,
    compute: createComputeLauncher({
      entry: options.computeEntry,
      ffmpeg,
      log,
      threads: options.threads ?? null,
      backend: options.backend ?? 'auto',
    }),
    allowedRoots: [...options.allowedRoots.map((root) => resolve(root)), paths.root],
    sampleDir: options.sampleDir,
    appVersion: options.appVersion,
  }
  keepAllVersions(db)
  await removeLeftovers(context)
  const background = options.background ?? true
  if (background) await resumeDerived(context)
  const stopBackups = background ? keepDailyBackups(context) : () => Promise.resolve()
  const router = makeRouter(context)
  const errorParts = { log, libraryRoot: paths.root }
  const client: EngineClient = createRouterClient(router, {
    interceptors: [({ path, next }) => withTypedErrors(errorParts, path, async () => next())],
  })
  return {
    handle: makeHandle(router, context, options.rendererDir),
    client,
    context,
    allowFiles: (files) => {
      for (const file of files) chosenFiles.add(resolve(file))
    },
    mayReveal: (path) => mayReveal(context, path),
    close: async () => {
      await jobs.close()
      await stopBackups()
      events.close()
      library.close()
    },
  }
}

/** The ffmpeg of this machine. Where there is none it is looked for again at every use: a person may install it meanwhile. */
async function ffmpegInUse(): Promise<() => string> {
  let found: string | null = null
  let missing: unknown
  const look = async () => {
    try {
      found = (await locateFfmpeg()).path
    } catch (caught) {
      missing = caught
    }
  }
  await look()
  return () => {
    if (found !== null) return found
    void look()
    throw missing
  }
}

function mayReveal(context: EngineContext, path: string): boolean {
  try {
    const real = realpathSync(resolve(path))
    if (isInside(realpathSync(context.paths.root), real)) return true
    return recordingTable(context.db)
      .list()
      .some((row) => resolve(row.path) === real)
  } catch {
    return false
  }
}
