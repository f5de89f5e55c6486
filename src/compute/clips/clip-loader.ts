import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ClipSet, Preprocessing } from '../../contract/learning.ts'
import { clipNotes } from './clip-notes.ts'
import { asProblem, type LoaderOrder, type LoaderReport, type View } from './loader-messages.ts'
import type { OpenedClips } from './open-clips.ts'

export interface ClipLoader {
  /** Frames of each clip, in the order of the set. */
  readonly lengths: readonly number[]
  /** What a person should know of the clips, a sentence each: those that are looped, those that are damaged. */
  readonly notes: readonly string[]
  readonly preprocessing: Preprocessing
  /** Bytes [views, frames, size, size, 3], for `networkInput`. @throws Problem when a clip can't be read any more */
  batch(views: readonly View[]): Promise<Uint8Array>
  close(): Promise<void>
}

export interface LoaderOptions {
  readonly clipSet: ClipSet
  readonly preprocessing: Preprocessing
  /** Clips decoded at once; null: as many as there are cores. */
  readonly threads: number | null
  /** The module that serves as loader thread. */
  readonly entry: URL
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Starts a loader thread on a set and waits until it has seen every clip. Whoever opens it closes it.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function openClipLoader(options: LoaderOptions): Promise<ClipLoader> {
  const { clipSet, preprocessing, threads, entry, onProgress } = options
  const order: LoaderOrder = {
    clipSet: { clips: clipSet.clips, footage: clipSet.footage },
    preprocessing,
    decoders: threads ?? availableParallelism(),
  }
  const worker = new Worker(entry, { workerData: order })
  const opening = Promise.withResolvers<OpenedClips>()
  const batches = new Map<number, PromiseWithResolvers<Uint8Array>>()
  const fail = (problem: Error): void => {
    opening.reject(problem)
    for (const batch of batches.values()) batch.reject(problem)
    batches.clear()
  }
  worker.on('message', (report: LoaderReport) => {
    switch (report.type) {
      case 'progress':
        return onProgress(report.done, report.total)
      case 'opened':
        return opening.resolve(report)
      case 'batch':
        batches.get(report.id)?.resolve(report.bytes)
        batches.delete(report.id)
        return
      case 'problem':
        if (report.id === null) return fail(asProblem(report.problem))
        batches.get(report.id)?.reject(asProblem(report.problem))
        batches.delete(report.id)
    }
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the loader thread ended')))
  const close = async (): Promise<void> => void (await worker.terminate())
  const opened = await opening.promise.catch(async (problem: unknown) => {
    await close()
    throw problem
  })
  let nextId = 0
  return {
    lengths: opened.lengths,
    notes: clipNotes(clipSet.clips, opened, preprocessing),
    preprocessing,
    batch(views) {
      const id = nextId++
      const answer = Promise.withResolvers<Uint8Array>()
      batches.set(id, answer)
      worker.postMessage({ id, views })
      return answer.promise
    },
    close,
  }
}
