/** A thread that follows points: decodes one source after the other and hands out trajectories as they end. */
import { parentPort, workerData } from 'node:worker_threads'
import { readFrames } from '../../media/frames.ts'
import { readWholeFile } from '../../media/whole-file.ts'
import { loadOpenCv, openFollower, openPacker } from '../../motion/index.ts'
import { flatProblem } from '../clips/loader-messages.ts'
import type { FrameSource, TrajectoryOrder, TrajectoryReport, TrajectoryThread } from './trajectory-messages.ts'

/** Trajectories that are handed out at once: a megabyte. */
const packedAtOnce = 2048
/** Frames between two words of how far it is. */
const wordEveryFrames = 10

/** Serves orders until the process ends the thread. */
export function serveTrajectories(): void {
  const { settings } = workerData as TrajectoryThread
  const { width, height, length } = settings
  const report = (what: TrajectoryReport, transfer: ArrayBuffer[] = []): void => parentPort!.postMessage(what, transfer)
  const opening = loadOpenCv()

  const follow = async ({ id, source }: TrajectoryOrder): Promise<void> => {
    const packer = openPacker(length, packedAtOnce, (bytes) => report({ type: 'packed', id, bytes }, [bytes.buffer]))
    const follower = openFollower(await opening, settings, packer.add)
    let done = 0
    let isDamaged = false
    try {
      for await (const frame of framesOf(source, { width, height, onDamage: () => void (isDamaged = true) })) {
        follower.take(frame)
        if (++done % wordEveryFrames === 0) report({ type: 'frames', id, done })
      }
    } finally {
      follower.dispose()
    }
    packer.finish()
    report({ type: 'done', id, lengthFrames: done, isDamaged })
  }

  parentPort!.on('message', (order: TrajectoryOrder) => {
    follow(order).catch((caught: unknown) => {
      report({ type: 'problem', id: order.id, problem: flatProblem(caught) })
    })
  })
}

interface Looking {
  readonly width: number
  readonly height: number
  readonly onDamage: () => void
}

/** One decoding thread each: there are as many of these threads as there are cores. */
function framesOf(source: FrameSource, { width, height, onDamage }: Looking): AsyncIterable<Uint8Array> {
  const size = { width, height, fit: 'stretch', threads: 1 } as const
  switch (source.kind) {
    case 'file':
      return readWholeFile({ file: source.file, ...size, onDamage })
    case 'recording':
      return readFrames({ ...source.footage, ...source.range, ...size })
  }
}
