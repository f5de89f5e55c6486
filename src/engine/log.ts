/** The engine's log on the error stream: what happened, with its causes. */
import { inspect } from 'node:util'
import { printable } from '../domain/printable.ts'
import type { Log } from './context.ts'

/** @param level 'warn' leaves out the chatter */
export function makeLog(level: 'info' | 'warn', write: (line: string) => void = toErrorStream): Log {
  const say = (text: string, cause: unknown): void => {
    write(`touchline: ${text}${cause === undefined ? '' : `\n${inspect(cause)}`}`)
  }
  return {
    info: (text, cause) => {
      if (level === 'info') say(text, cause)
    },
    warn: say,
  }
}

function toErrorStream(line: string): void {
  process.stderr.write(`${printable(line)}\n`)
}
