/**
 * What the terminal prints. People get sentences and tables on stdout; with --json every line of stdout is one JSON
 * object. Progress and logs always go to stderr, so that stdout can be piped.
 */
import { printable } from '../domain/printable.ts'
import { Problem, problemCodes, toProblem } from '../domain/problem.ts'

export interface Output {
  readonly json: boolean
  /** One result: an object for programs, a line for people. */
  line(value: Record<string, unknown>, text: string): void
  /** How far long work is. One line that is rewritten on a terminal; elsewhere a new line now and then. */
  progress(phase: string, done: number, total: number): void
  /** Something worth knowing that is no result. */
  note(text: string): void
}

const PLAIN_PROGRESS_MS = 5000

export function createOutput(json: boolean): Output {
  let shownWidth = 0
  let lastPlainAt = 0
  let lastPhase = ''

  const clear = () => {
    if (shownWidth > 0) process.stderr.write(`\r${' '.repeat(shownWidth)}\r`)
    shownWidth = 0
  }

  return {
    json,
    line(value, text) {
      clear()
      process.stdout.write(`${json ? JSON.stringify(value) : printable(text)}\n`)
    },
    progress(phase, done, total) {
      const text = printable(total > 0 ? `${phase} ${Math.floor((100 * done) / total)} %` : phase)
      if (process.stderr.isTTY) {
        clear()
        // A line that the terminal breaks could not be taken back.
        const shown = text.slice(0, Math.max(1, process.stderr.columns - 1))
        process.stderr.write(shown)
        shownWidth = shown.length
        return
      }
      const now = Date.now()
      if (phase === lastPhase && now - lastPlainAt < PLAIN_PROGRESS_MS) return
      lastPlainAt = now
      lastPhase = phase
      process.stderr.write(`${text}\n`)
    },
    note(text) {
      clear()
      process.stderr.write(`${printable(text)}\n`)
    },
  }
}

/**
 * Whoever reads the output may have seen enough, as `head` does, or have closed the terminal: then this ends quietly. Where it
 * can't be written for another reason, a full disk, that is said. Without anybody who reads progress and notes, work goes on.
 */
export function endWithOutput(): void {
  process.stdout.on('error', (caught: NodeJS.ErrnoException) => {
    if (isUnheard(caught)) process.exit(0)
    const full = caught.code === 'ENOSPC' || caught.code === 'EDQUOT'
    const problem = full
      ? new Problem('DISK_FULL', 'There is no room left for the output. Free some space and start again.')
      : new Problem('INTERNAL', `The output can't be written: ${caught.message}`, { cause: caught })
    process.exit(tellProblem(problem, false))
  })
  process.stderr.on('error', (caught: NodeJS.ErrnoException) => {
    if (!isUnheard(caught)) process.exit(1)
  })
}

function isUnheard({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO'
}

/** Tells a failure once, in the form asked for, and returns the exit code it stands for. */
export function tellProblem(caught: unknown, json: boolean): number {
  const problem = problemIn(caught)
  if (json) {
    const { code, message, details } = problem
    process.stdout.write(`${JSON.stringify({ error: { code, message, details } })}\n`)
  }
  process.stderr.write(`touchline: ${printable(problem.message)}\n`)
  if (problem.code === 'INTERNAL' && problem.cause instanceof Error)
    process.stderr.write(`${problem.cause.stack ?? ''}\n`)
  return problemCodes[problem.code].exitCode
}

/** The engine's procedures fail with one typed error that carries the problem as its cause. */
function problemIn(caught: unknown): Problem {
  if (caught instanceof Error && caught.cause instanceof Problem) return caught.cause
  return toProblem(caught)
}
