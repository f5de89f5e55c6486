/**
 * The compute process: started once per request by the engine, which sends the request over IPC and hears events back.
 * The same module is what its threads run, so that a build is one file.
 */
import { isMainThread, workerData } from 'node:worker_threads'
import { computeRequest, type ComputeEvent } from '../contract/compute.ts'
import { Problem, toProblem } from '../domain/problem.ts'
import { serveLoader } from './clips/loader-thread.ts'
import { isTrajectoryThread } from './motion/trajectory-messages.ts'
import { serveTrajectories } from './motion/trajectory-thread.ts'
import { serve } from './serve.ts'

if (isMainThread) listen()
else if (isTrajectoryThread(workerData)) serveTrajectories()
else serveLoader()

function listen(): void {
  // Nobody is left to hear the result: the engine died or gave up.
  process.on('disconnect', () => process.exit(1))
  process.once('message', (message) => void answer(message))
}

async function answer(message: unknown): Promise<void> {
  let last: ComputeEvent
  try {
    const request = computeRequest.safeParse(message)
    if (!request.success) {
      throw new Problem('INVALID_INPUT', 'The compute process was asked for something that it does not know.', {
        details: {
          issues: request.error.issues.slice(0, 10).map(({ path, message: what }) => `${path.join('.')}: ${what}`),
        },
      })
    }
    last = { type: 'result', result: await serve(request.data, { emit: send, loaderEntry: new URL(import.meta.url) }) }
  } catch (caught) {
    const problem = toProblem(caught)
    // The cause is for the log, which is what stderr becomes.
    if (problem.code === 'INTERNAL') process.stderr.write(`${causeOf(problem)}\n`)
    last = { type: 'problem', code: problem.code, message: problem.message, details: { ...problem.details } }
  }
  await sent(last)
  process.exit(0)
}

function send(event: ComputeEvent): void {
  process.send?.(event)
}

/** Resolves once the event has left this process: exiting earlier would lose it. */
function sent(event: ComputeEvent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(event, undefined, undefined, () => resolve())
  })
}

function causeOf(problem: Problem): string {
  const cause = problem.cause ?? problem
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
