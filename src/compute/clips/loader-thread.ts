/**
 * The loader thread: decodes and augments clips. TensorFlow's steps hold the main thread, and decoding there
 * would stand still meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { clipBatch } from './clip-batch.ts'
import { openClipStore } from './clip-store.ts'
import { flatProblem, type BatchOrder, type LoaderOrder, type LoaderReport } from './loader-messages.ts'

/** Serves the thread's order until the process ends the thread. */
export function serveLoader(): void {
  const order = workerData as LoaderOrder
  const report = (what: LoaderReport, transfer: ArrayBuffer[] = []): void => parentPort!.postMessage(what, transfer)
  const opening = openClipStore({ ...order, onProgress: (done, total) => report({ type: 'progress', done, total }) })
  opening.then(
    ({ lengths, damaged }) => report({ type: 'opened', lengths, damaged }),
    (caught: unknown) => report({ type: 'problem', id: null, problem: flatProblem(caught) }),
  )
  parentPort!.on('message', async ({ id, views }: BatchOrder) => {
    try {
      const bytes = await clipBatch(await opening, order.preprocessing, views)
      report({ type: 'batch', id, bytes }, [bytes.buffer])
    } catch (caught) {
      report({ type: 'problem', id, problem: flatProblem(caught) })
    }
  })
}
