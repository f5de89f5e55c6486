import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { Problem } from '../domain/problem.ts'
import { locateFfmpeg } from './locate.ts'
import { lineCutter } from './log-lines.ts'

/** One run of ffmpeg. */
export interface FfmpegRun {
  /** Everything after the options that every run gets. Inputs through `inputArgs`, files through `fileUrl`. */
  readonly args: readonly string[]
  readonly signal?: AbortSignal
  /** Longest the run may take by the clock, in seconds; 6 hours where not said. */
  readonly limitSecs?: number
  /** Most bytes it may write to stdout; no limit where not said, since the reader holds them back. */
  readonly maxOutputBytes?: number
  readonly lowPriority?: boolean
  /** Folder to run in; output patterns such as %06d.jpg are named relative to it. */
  readonly cwd?: string
  /** Whether stdin is ours to write frames to. */
  readonly writesStdin?: boolean
  /** Each line of stderr, with `[level]` in it, cut to 4096 characters. */
  readonly onLogLine?: (line: string) => void
}

/** How a run ended. */
export interface FfmpegEnd {
  /** null where a signal ended it. */
  readonly exitCode: number | null
  /** Whether `stop` ended it. */
  readonly stopped: boolean
  /** The last lines of stderr. */
  readonly log: readonly string[]
}

export interface FfmpegProcess {
  /** What it writes to stdout, as it comes. Not reading it holds ffmpeg back; it must be read or stopped to finish. */
  readonly output: AsyncGenerator<Uint8Array, void, void>
  /** Writes one block to stdin and waits until there is room for the next. False once ffmpeg takes no more. */
  write(bytes: Uint8Array): Promise<boolean>
  closeInput(): void
  /** Ends it at once; `finished` then resolves with `stopped`. */
  stop(): void
  /**
   * Resolves when the process and its pipes are closed, whatever the exit code.
   * Rejects with Problem CANCELLED, TIMED_OUT or FFMPEG_MISSING.
   */
  readonly finished: Promise<FfmpegEnd>
}

const defaultLimitSecs = 6 * 3600
const logLinesKept = 60

/** Largest single allocation ffmpeg may make: room for an 8K frame of 16-bit RGBA, none for a crafted header's. */
const maxAllocBytes = 1 << 30

/**
 * Container formats that are opened. Leaves out what reads other files or addresses (concat, hls, dash, image
 * sequences, playlists) and what would take a picture or a text for a film.
 */
const containerFormats = [
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,live_flv,asf,ogg,mxf,gxf,nut,ivf,obu,dv,rm,wtv',
  'h261,h263,h264,hevc,vvc,m4v,av1,vc1,vc1test,cavsvideo,dirac,yuv4mpegpipe,gif,nsv,pva,r3d,evc',
  // Sound alone is opened too, to be told from what is no footage at all.
  'wav,w64,mp3,aac,ac3,eac3,dts,truehd,flac,amr,amrnb,amrwb,aiff,caf',
].join(',')

/** A file as ffmpeg takes it, whatever is in its name: dashes, colons, percent signs. */
export function fileUrl(file: string): string {
  return `file:${path.resolve(file)}`
}

/** Options that open a file of footage, with `before` (seeking, threads) in front of it. */
export function inputArgs(file: string, before: readonly string[] = []): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-format_whitelist', containerFormats, ...before, '-i', fileUrl(file)]
}

/** `-threads` as an input option; nothing where ffmpeg should choose. */
export function threadArgs(threads: number | undefined): string[] {
  return threads === undefined ? [] : ['-threads', String(threads)]
}

const live = new Set<ChildProcessByStdio<Writable | null, Readable, Readable>>()
process.once('exit', () => {
  for (const child of live) child.kill('SIGKILL')
})

/**
 * Starts ffmpeg with a list of arguments, never through a shell.
 * @throws Problem FFMPEG_MISSING, CANCELLED
 */
export async function startFfmpeg(run: FfmpegRun): Promise<FfmpegProcess> {
  const program = await locateFfmpeg()
  if (run.signal?.aborted) throw cancelled()
  const fixed = ['-hide_banner', '-nostats', '-loglevel', 'repeat+level+verbose', '-max_alloc', String(maxAllocBytes)]
  const child = spawn(program.path, [...(run.writesStdin ? [] : ['-nostdin']), ...fixed, ...run.args], {
    cwd: run.cwd,
    stdio: [run.writesStdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>
  live.add(child)
  if (run.lowPriority && child.pid !== undefined) lowerPriority(child.pid)

  const log: string[] = []
  const lines = lineCutter((line) => {
    if (!line.startsWith('[showinfo@')) {
      log.push(line)
      if (log.length > logLinesKept) log.shift()
    }
    run.onLogLine?.(line)
  })
  child.stderr.on('data', (bytes: Buffer) => lines.push(bytes))
  // A reader that went away shows itself in the exit code; the event only has to be taken.
  child.stdin?.on('error', () => undefined)

  let stopped = false
  let failure: Problem | null = null
  const kill = (): void => {
    child.kill('SIGKILL')
    // Unread output would keep the pipe, and so `close`, waiting.
    child.stdout.resume()
  }
  const fail = (problem: Problem): void => {
    failure ??= problem
    kill()
  }
  const onAbort = (): void => fail(cancelled())
  run.signal?.addEventListener('abort', onAbort, { once: true })
  const limitSecs = run.limitSecs ?? defaultLimitSecs
  const timer = setTimeout(() => {
    fail(new Problem('TIMED_OUT', `ffmpeg was stopped: it had not finished after ${limitSecs} s. Try a shorter file.`))
  }, limitSecs * 1000)

  const finished = new Promise<FfmpegEnd>((resolve, reject) => {
    child.on('error', (cause) => {
      failure ??= new Problem('FFMPEG_MISSING', `ffmpeg at ${program.path} did not start: ${cause.message}`, { cause })
    })
    child.on('close', (exitCode) => {
      clearTimeout(timer)
      live.delete(child)
      run.signal?.removeEventListener('abort', onAbort)
      lines.end()
      if (failure) reject(failure)
      else resolve({ exitCode, stopped, log })
    })
  })
  // Who awaits `finished` gets the rejection; who only reads the output must not bring the process down.
  finished.catch(() => undefined)

  return {
    output: limited(child.stdout, run.maxOutputBytes, fail),
    async write(bytes) {
      const stdin = child.stdin
      if (!stdin?.writable) return false
      if (!stdin.write(bytes)) await roomIn(stdin)
      return stdin.writable
    },
    closeInput() {
      child.stdin?.end()
    },
    stop() {
      stopped = true
      kill()
    },
    finished,
  }
}

/** Runs ffmpeg to its end, throwing away what it writes to stdout. Same errors as `startFfmpeg` and `finished`. */
export async function runFfmpeg(run: FfmpegRun): Promise<FfmpegEnd> {
  const ffmpeg = await startFfmpeg(run)
  for await (const _ of ffmpeg.output);
  return ffmpeg.finished
}

async function* limited(
  stream: Readable,
  maxBytes: number | undefined,
  fail: (problem: Problem) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (maxBytes !== undefined && bytes > maxBytes) {
        fail(new Problem('FOOTAGE_TOO_LARGE', `ffmpeg was stopped: it wrote more than ${maxBytes} bytes.`))
        return
      }
      yield chunk
    }
  } catch (caught) {
    // A pipe cut short by kill: `finished` tells why.
    if ((caught as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw caught
  }
}

/** Resolves when a stream can take more, or never will. */
function roomIn(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}

function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Priority is a courtesy to the player; without the right to change it the work still gets done.
  }
}

function cancelled(): Problem {
  return new Problem('CANCELLED', 'Cancelled.')
}
