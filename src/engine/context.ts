/** What every use case of the engine is handed: the open library, jobs, events, the compute process, the log. */
import type { Database } from 'better-sqlite3'
import type { ComputeEvent, ComputeRequest, ComputeResult } from '../contract/compute.ts'
import type { EngineEvent } from '../contract/index.ts'
import type { Job, JobKind } from '../contract/things.ts'
import type { Migration } from './library/migrations.ts'

/** Absolute paths of a library's parts. */
export interface LibraryPaths {
  readonly root: string
  readonly database: string
  readonly proxies: string
  readonly thumbnails: string
  /** Peaks of the recordings' sound. */
  readonly waveforms: string
  readonly models: string
  /** Weights of others that networks start from. */
  readonly weights: string
  /** A folder of checkpoints for every run that is not done. */
  readonly runs: string
  readonly exports: string
  /** What was measured for the paper's tables: a folder for each set and scale, laid out as `touchline reproduce --out`. */
  readonly results: string
  readonly backups: string
  /** Files that came through the browser and that the library therefore keeps itself. */
  readonly footage: string
}

export interface JobContext {
  readonly id: string
  readonly signal: AbortSignal
  /** Says how far the work is; total 0 while it is not known. Cheap to call often: it is thinned out. */
  progress(phase: string, done: number, total: number): void
  log(text: string): void
  /** Keeps what the job has left so far: it stays the job's result if the work fails or is cancelled later. */
  keep(result: Record<string, unknown>): void
}

export interface JobSpec {
  readonly kind: JobKind
  readonly title: string
  /** Id of the recording or session that it works on, by which a window finds it again. */
  readonly about?: string
  readonly params: Record<string, unknown>
  /** Jobs of one lane run one after the other. */
  readonly lane: 'footage' | 'compute' | 'download' | 'sound'
  /** Does the work; what it returns is the job's result. A thrown Problem becomes the job's problem. */
  run(context: JobContext): Promise<Record<string, unknown>>
}

export interface JobRunner {
  start(spec: JobSpec): Job
  get(id: string): Job
  list(): Job[]
  log(id: string): string[]
  /** Asks the job to stop; it is 'cancelled' once its work has let go. */
  cancel(id: string): Job
  /** Resolves with the job once it is over, whatever its end. */
  whenOver(id: string): Promise<Job>
  /** Cancels what runs and waits for it. */
  close(): Promise<void>
}

/** Ends when the listener leaves the loop, the signal aborts or the bus closes. */
export type EventSubscription = AsyncIteratorObject<EngineEvent, undefined, unknown> & AsyncIterable<EngineEvent>

export interface EventBus {
  emit(event: EngineEvent): void
  /**
   * Every event from now on, after those in `first`. A slow listener never holds up the engine: of what it has not
   * taken yet, the newest state of each thing is kept.
   */
  subscribe(signal?: AbortSignal, first?: readonly EngineEvent[]): EventSubscription
}

/** A compute request without what the launcher fills in itself. */
export type ComputeTask = DistributiveOmit<ComputeRequest, 'ffmpeg' | 'threads' | 'backend'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

export interface ComputeLauncher {
  /**
   * Runs one request in a compute process of its own.
   * @throws Problem the child's own, COMPUTE_CRASHED when it dies without a word, CANCELLED when the signal aborts.
   */
  run(
    task: ComputeTask,
    options: { signal?: AbortSignal; onEvent?: (event: ComputeEvent) => void },
  ): Promise<ComputeResult>
}

export interface Log {
  info(text: string, cause?: unknown): void
  warn(text: string, cause?: unknown): void
}

export interface EngineContext {
  readonly paths: LibraryPaths
  readonly db: Database
  /** The schema as this program knows it: what brings an old backup up to date. */
  readonly migrations: readonly Migration[]
  readonly jobs: JobRunner
  readonly events: EventBus
  readonly compute: ComputeLauncher
  /** Absolute path of the ffmpeg in use; throws Problem FFMPEG_MISSING where there is none. */
  ffmpeg(): string
  /** Folders from which files may be read. */
  readonly allowedRoots: readonly string[]
  /** Files that a person chose in the system's own dialog: allowed wherever they lie. */
  readonly chosenFiles: ReadonlySet<string>
  /** Folder of the sample footage that the product ships; null where it was left out. */
  readonly sampleDir: string | null
  readonly appVersion: string
  readonly log: Log
}
