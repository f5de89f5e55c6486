/** What every command has: --json, its output, one way to fail, and Ctrl-C. */
import { Command } from 'commander'
import { createOutput, type Output, tellProblem } from './output.ts'

export interface Call<Options> {
  readonly options: Options
  readonly args: readonly string[]
  readonly output: Output
  /** Aborts on Ctrl-C and where the terminal is closed; work in progress is cancelled and leaves nothing half-made. */
  readonly signal: AbortSignal
}

/** Ctrl-C, a polite kill, and a terminal that was closed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Defines a command. `run` may set process.exitCode where it ends well but not everything did;
 * what it throws is told once and ends the process with the code of its problem.
 */
export function command<Options>(
  name: string,
  description: string,
  define: (command: Command) => Command,
  run: (call: Call<Options>) => Promise<void>,
): Command {
  const made = define(new Command(name).description(description)).option(
    '--json',
    'one JSON object per line on stdout; logs stay on stderr',
  )
  return made.action(async () => {
    const options = made.opts<Options & { json?: boolean }>()
    const json = options.json === true
    const stop = new AbortController()
    const interrupt = () => stop.abort()
    for (const name of endings) process.once(name, interrupt)
    try {
      await run({ options, args: made.args, output: createOutput(json), signal: stop.signal })
    } catch (caught) {
      process.exitCode = tellProblem(caught, json)
    } finally {
      for (const name of endings) process.off(name, interrupt)
    }
  })
}
