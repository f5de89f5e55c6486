/**
 * The loader thread: decodes, augments and normalises clips. TensorFlow's steps hold the main thread, and decoding there
 * would stand still meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { toProblem } from '../../domain/problem.ts'
import { clipValues, writeClip } from './clip-pixels.ts'
import { openClipStore, type ClipStore } from './clip-store.ts'
import type { BatchOrder, FlatProblem, LoaderOrder, LoaderReport } from './loader-messages.ts'

/** Serves the thread's order until the process ends the thread. */
export function serveLoader(): void {
  const order = workerData as LoaderOrder
  const report = (what: LoaderReport, transfer: ArrayBuffer[] = []): void => parentPort!.postMessage(what, transfer)
  const opening = openClipStore({ ...order, onProgress: (done, total) => report({ type: 'progress', done, total }) })
  opening.then(
    ({ lengths }) => report({ type: 'opened', lengths }),
    (caught: unknown) => report({ type: 'problem', id: null, problem: flat(caught) }),
  )
  parentPort!.on('message', async ({ id, views }: BatchOrder) => {
    try {
      const floats = await batch(await opening, order, views)
      report({ type: 'batch', id, floats }, [floats.buffer])
    } catch (caught) {
      report({ type: 'problem', id, problem: flat(caught) })
    }
  })
}

async function batch(
  store: ClipStore,
  { preprocessing }: LoaderOrder,
  views: BatchOrder['views'],
): Promise<Float32Array<ArrayBuffer>> {
  const values = clipValues(preprocessing)
  const floats = new Float32Array(views.length * values)
  await Promise.all(
    views.map(async (view, place) => {
      const bytes = await store.frames(view.clip, view.frames)
      writeClip(bytes, preprocessing, view, { floats, offset: place * values })
    }),
  )
  return floats
}

function flat(caught: unknown): FlatProblem {
  const { code, message, details } = toProblem(caught)
  return { code, message, details }
}
