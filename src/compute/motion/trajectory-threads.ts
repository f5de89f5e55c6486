import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ExtractionSettings } from '../../motion/index.ts'
import { asProblem } from '../clips/loader-messages.ts'
import { taskLimit } from '../clips/task-limit.ts'
import type { FrameSource, TrajectoryReport, TrajectoryThread } from './trajectory-messages.ts'

export interface Followed {
  readonly lengthFrames: number
  /** Some of the file does not decode. */
  readonly isDamaged: boolean
}

export interface FollowOptions {
  /** Given trajectories as they come, in bytes for `packedViews`. */
  readonly onPacked: (bytes: Uint8Array<ArrayBuffer>) => void
  /** Told now and then how many frames were looked at. */
  readonly onFrames?: (done: number) => void
}

export interface TrajectoryThreads {
  /** Sources that are worked at side by side; more of them wait their turn. */
  readonly threads: number
  /** Follows the points of a source. @throws Problem as reading its frames does */
  follow(source: FrameSource, options: FollowOptions): Promise<Followed>
  close(): Promise<void>
}

export interface ThreadOptions {
  readonly settings: ExtractionSettings
  /** Null: as many as there are cores. */
  readonly threads: number | null
  /** The module that serves as thread. */
  readonly entry: URL
}

/** Threads that follow points, each started when it is first needed. Whoever opens them closes them. */
export function openTrajectoryThreads({ settings, threads, entry }: ThreadOptions): TrajectoryThreads {
  const most = threads ?? availableParallelism()
  const limited = taskLimit(most)
  const idle: Worker[] = []
  const all: Worker[] = []
  let nextId = 0
  const start = (): Worker => {
    const workerData: TrajectoryThread = { task: 'trajectories', settings }
    const worker = new Worker(entry, { workerData })
    all.push(worker)
    return worker
  }
  return {
    threads: most,
    follow: (source, options) =>
      limited(async () => {
        const worker = idle.pop() ?? start()
        return followIn(worker, { id: nextId++, source }, options).finally(() => idle.push(worker))
      }),
    close: async () => void (await Promise.all(all.map((worker) => worker.terminate()))),
  }
}

/** A source in a thread that has nothing else to do. */
function followIn(
  worker: Worker,
  order: { readonly id: number; readonly source: FrameSource },
  { onPacked, onFrames }: FollowOptions,
): Promise<Followed> {
  const answer = Promise.withResolvers<Followed>()
  const onMessage = (report: TrajectoryReport): void => {
    switch (report.type) {
      case 'packed':
        return onPacked(report.bytes)
      case 'frames':
        return onFrames?.(report.done)
      case 'done':
        return answer.resolve(report)
      case 'problem':
        return answer.reject(asProblem(report.problem))
    }
  }
  const onExit = (): void => answer.reject(new Error('the thread that follows points ended'))
  worker.on('message', onMessage)
  worker.on('error', answer.reject)
  worker.on('exit', onExit)
  worker.postMessage(order)
  return answer.promise.finally(() => {
    worker.off('message', onMessage)
    worker.off('error', answer.reject)
    worker.off('exit', onExit)
  })
}
