/**
 * What the terminal prints. People get sentences and tables on stdout; with --json every line of stdout is one JSON
 * object. Progress and logs always go to stderr, so that stdout can be piped.
 */
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
      process.stdout.write(`${json ? JSON.stringify(value) : text}\n`)
    },
    progress(phase, done, total) {
      const text = total > 0 ? `${phase} ${Math.floor((100 * done) / total)} %` : phase
      if (process.stderr.isTTY) {
        clear()
        process.stderr.write(text)
        shownWidth = text.length
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
      process.stderr.write(`${text}\n`)
    },
  }
}

/** Tells a failure once, in the form asked for, and returns the exit code it stands for. */
export function tellProblem(caught: unknown, json: boolean): number {
  const problem = problemIn(caught)
  if (json) {
    const { code, message, details } = problem
    process.stdout.write(`${JSON.stringify({ error: { code, message, details } })}\n`)
  }
  process.stderr.write(`touchline: ${problem.message}\n`)
  if (problem.code === 'INTERNAL' && problem.cause instanceof Error)
    process.stderr.write(`${problem.cause.stack ?? ''}\n`)
  return problemCodes[problem.code].exitCode
}

/** The engine's procedures fail with one typed error that carries the problem as its cause. */
function problemIn(caught: unknown): Problem {
  if (caught instanceof Error && caught.cause instanceof Problem) return caught.cause
  return toProblem(caught)
}
