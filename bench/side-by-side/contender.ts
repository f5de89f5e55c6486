/**
 * One side of a side-by-side measurement: a process of its own, so that its memory can be told apart and nothing of the
 * others is in its caches. It speaks JSON lines: first `{"ready": {…}}`, then for each `{"run": n}` on stdin
 * `{"seconds": [n numbers], "processorSeconds": [n numbers], "peakBytes": n}`; it ends with its stdin.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ContenderOptions {
  /** What the figures are called. */
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export interface Ran {
  /** One per step. */
  readonly seconds: readonly number[]
  /** What all of its threads computed in each step: also true where others take the processor's time. */
  readonly processorSeconds: readonly number[]
  /** Most resident memory so far. */
  readonly peakBytes: number
}

export interface Contender {
  readonly name: string
  /** What it says of itself: versions, threads. */
  readonly description: Readonly<Record<string, unknown>>
  run(steps: number): Promise<Ran>
  /** Resolves when the process is gone. */
  close(): Promise<void>
}

/** Starts a contender and waits until it is ready. @throws Error with the end of its stderr where it dies */
export async function startContender({ name, program, args, env }: ContenderOptions): Promise<Contender> {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)))
  // A process that dies while it is written to is told by its exit.
  child.stdin.on('error', () => undefined)
  const gone = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(`it ended with ${signal ?? code}\n${errors}`))
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()

  const answer = async <T>(): Promise<T> => {
    for (;;) {
      const line = await lines.next()
      if (line.done) throw new Error(`${name} gave no answer: ${await gone}`)
      if (line.value.startsWith('{')) return JSON.parse(line.value) as T
    }
  }
  const { ready } = await answer<{ ready: Record<string, unknown> }>()
  return {
    name,
    description: ready,
    run(steps) {
      child.stdin.write(`${JSON.stringify({ run: steps })}\n`)
      return answer<Ran>()
    },
    async close() {
      child.stdin.end()
      await gone
    },
  }
}
