/** Starts the compute process, one per request, and turns what it says into results, events and Problems. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { computeEvent } from '../../contract/compute.ts'
import type { ComputeEvent, ComputeRequest, ComputeResult } from '../../contract/compute.ts'
import { Problem, isProblemCode } from '../../domain/problem.ts'
import type { ComputeLauncher, Log } from '../context.ts'
import { computeEnvironment } from './environment.ts'
import { lastLines } from './last-lines.ts'

export interface LauncherOptions {
  /** Absolute path of the compute process's module: see computeEntry(). */
  readonly entry: string
  /** Absolute path of ffmpeg; may throw FFMPEG_MISSING. `describe` and `inspect-weights` do without it. */
  readonly ffmpeg: () => string | Promise<string>
  readonly log: Log
  /** Threads for TensorFlow and decoders; null (the default): as many as there are cores. */
  readonly threads?: number | null
  readonly backend?: ComputeRequest['backend']
  /** How long a process that was asked to stop may take before it is killed. */
  readonly graceSecs?: number
}

type RunOptions = Parameters<ComputeLauncher['run']>[1]

export function createComputeLauncher(options: LauncherOptions): ComputeLauncher {
  return {
    async run(task, { signal, onEvent } = {}) {
      if (signal?.aborted) throw cancelled()
      const ffmpeg = task.kind === 'describe' || task.kind === 'inspect-weights' ? '' : await options.ffmpeg()
      const { threads = null, backend = 'auto' } = options
      return converse({ ...task, ffmpeg, threads, backend }, options, { signal, onEvent })
    },
  }
}

/** One process from start to exit. It settles only once the process is gone, so that nothing of it is left running. */
function converse(
  request: ComputeRequest,
  options: LauncherOptions,
  { signal, onEvent }: RunOptions,
): Promise<ComputeResult> {
  return new Promise((resolve, reject) => {
    const child = fork(options.entry, [], {
      serialization: 'advanced',
      execArgv: [],
      env: computeEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const tail = lastLines(20)
    const note = (chunk: Buffer): void => tail.add(chunk.toString(), (line) => options.log.info(`compute: ${line}`))
    child.stdout?.on('data', note)
    child.stderr?.on('data', note)

    let result: ComputeResult | undefined
    let failure: unknown
    const stop = stopper(child, options.graceSecs ?? 3)
    const fail = (problem: unknown): void => {
      failure ??= problem
      stop()
    }
    const abort = (): void => fail(cancelled())
    signal?.addEventListener('abort', abort, { once: true })

    child.on('message', (message) => {
      if (failure !== undefined) return
      const said = computeEvent.safeParse(message)
      if (!said.success) return fail(unforeseen(said.error))
      const event = said.data
      if (event.type === 'result') result = event.result
      else if (event.type === 'problem') failure = fromChild(event)
      try {
        onEvent?.(event)
      } catch (caught) {
        fail(caught)
      }
    })
    child.on('error', (cause) => {
      failure ??= new Problem('COMPUTE_CRASHED', 'The compute process could not be started.', { cause })
    })
    // 'close' and not 'exit': by then everything it wrote has been read. A fork that failed gives no exit, but a close.
    child.on('close', (exitCode, exitSignal) => {
      stop.settled()
      signal?.removeEventListener('abort', abort)
      if (failure !== undefined) reject(failure)
      else if (result !== undefined) resolve(result)
      else reject(crashed(request.kind, exitCode, exitSignal, tail.lines()))
    })
    child.send(request, (cause) => {
      // A process that dies at once closes the channel first; its exit tells the story better.
      if (cause !== null && child.exitCode === null && child.signalCode === null) stop()
    })
  })
}

interface Stopper {
  (): void
  settled(): void
}

/** Asks the process to stop, and kills it where it has not let go after the grace. */
function stopper(child: ChildProcess, graceSecs: number): Stopper {
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    if (timer !== undefined) return
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), graceSecs * 1000)
  }
  return Object.assign(stop, { settled: () => clearTimeout(timer) })
}

function fromChild(event: Extract<ComputeEvent, { type: 'problem' }>): Problem {
  if (isProblemCode(event.code)) return new Problem(event.code, event.message, { details: event.details })
  return new Problem('INTERNAL', event.message, { details: { ...event.details, code: event.code } })
}

function unforeseen(cause: unknown): Problem {
  return new Problem('INTERNAL', 'The compute process answered something unforeseen; see the log.', { cause })
}

function cancelled(): Problem {
  return new Problem('CANCELLED', 'The computation was stopped.')
}

function crashed(kind: string, exitCode: number | null, exitSignal: string | null, lines: readonly string[]): Problem {
  const how = exitSignal === null ? `with exit code ${exitCode}` : `by signal ${exitSignal}`
  const advice =
    exitSignal === 'SIGKILL'
      ? 'The system may have run out of memory: close other programs or take a smaller preset.'
      : 'The last lines of its log are in the details; `touchline doctor` checks what it needs.'
  return new Problem('COMPUTE_CRASHED', `The compute process (${kind}) ended ${how} before it was done. ${advice}`, {
    details: { kind, exitCode, signal: exitSignal, stderr: lines },
  })
}
