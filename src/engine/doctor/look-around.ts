/** What of Touchline's parts is on this machine, and what to do where one is not. Works with and without a library. */
import type { Database } from 'better-sqlite3'
import type { Finding } from '../../contract/index.ts'
import { computeEntry } from '../compute/environment.ts'
import { createComputeLauncher } from '../compute/launcher.ts'
import type { ComputeLauncher, LibraryPaths } from '../context.ts'
import { browserFinding, electronFinding, ffmpegFinding } from './programs.ts'
import { readMachineFile } from './machine-file.ts'
import { libraryFinding, machineFinding, nodeFinding, sqliteFinding } from './surroundings.ts'
import { tensorFlowFinding } from './tensorflow.ts'

export interface Surroundings {
  readonly appVersion: string
  /** The open library, where there is one. */
  readonly library?: { readonly paths: LibraryPaths; readonly db: Database }
  /** Where not given, a compute process of this checkout or build is asked. */
  readonly compute?: ComputeLauncher
}

/** Never throws: what goes wrong with a part is its finding. */
export async function lookAround({ appVersion, library, compute }: Surroundings): Promise<Finding[]> {
  const machine = await readMachineFile()
  const launcher = compute ?? createComputeLauncher({ entry: computeEntry(), ffmpeg: () => '', log: silent })
  return Promise.all([
    { part: 'Touchline', state: 'ok' as const, found: appVersion, advice: '' },
    nodeFinding(),
    machineFinding(),
    ffmpegFinding(),
    tensorFlowFinding(launcher),
    sqliteFinding(library?.db),
    electronFinding(machine),
    browserFinding(machine),
    ...(library === undefined ? [] : [libraryFinding(library.paths, library.db)]),
  ])
}

// What the compute process writes while it is asked what it can do is in its description.
const silent = { info: () => undefined, warn: () => undefined }
