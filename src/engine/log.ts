/** The engine's log on the error stream: what happened, with its causes. */
import { inspect } from 'node:util'
import type { Log } from './context.ts'

/** @param level 'warn' leaves out the chatter */
export function makeLog(level: 'info' | 'warn', write: (line: string) => void = toErrorStream): Log {
  return {
    info: (text) => {
      if (level === 'info') write(`touchline: ${text}`)
    },
    warn: (text, cause) => write(`touchline: ${text}${cause === undefined ? '' : `\n${inspect(cause)}`}`),
  }
}

function toErrorStream(line: string): void {
  process.stderr.write(`${line}\n`)
}
