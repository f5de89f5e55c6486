import type { NetworkModel } from '../../contract/learning.ts'
import { openClipLoader, type ClipLoader } from '../clips/clip-loader.ts'
import { centreViews, evenViews } from '../clips/clip-frames.ts'
import { progressReporter } from '../progress.ts'
import type { NetworkTrainRequest, Surroundings } from '../surroundings.ts'
import type { Course } from './course.ts'
import { keepFeatures, type KeptFeatures } from './features/kept-features.ts'

export interface Freezing {
  /** On the whole set; closed where kept features take its place. */
  readonly loader: ClipLoader
  readonly startedFrom: NetworkModel['startedFrom']
  readonly request: Pick<NetworkTrainRequest, 'featureCacheDir' | 'threads'>
  readonly surroundings: Surroundings
}

/**
 * The features of the stages that the configuration freezes, where they are to be kept and have room; else null. Weights
 * are loaded before this and stay as they are in these stages.
 * @throws Problem as keepFeatures
 */
export async function freezeStages(course: Course, freezing: Freezing): Promise<KeptFeatures | null> {
  const { network, clipSet, config, random } = course
  const { loader, startedFrom, request, surroundings } = freezing
  const { emit, loaderEntry } = surroundings
  const stage = config.frozenThrough
  if (stage === undefined) return null
  const log = (text: string): void => emit({ type: 'log', text })
  if (startedFrom.kind === 'scratch') log(randomlyFrozenText)
  const { preprocessing } = config
  const progress = progressReporter(emit)
  const kept = await keepFeatures({
    network,
    stage,
    clipSet,
    config,
    random,
    loader,
    reopen: (clip) =>
      openClipLoader({
        clipSet: { ...clipSet, clips: [clipSet.clips[clip]!] },
        preprocessing,
        threads: request.threads,
        entry: loaderEntry,
        onProgress: () => undefined,
      }),
    heldOutViews: (length) => [
      ...centreViews(length, preprocessing),
      ...evenViews(length, preprocessing, config.views),
    ],
    cacheDir: request.featureCacheDir,
    progressOf: progress.of,
    log,
  })
  // Its decoded clips take memory, and nobody asks for them any more.
  if (kept) await loader.close()
  return kept
}

const randomlyFrozenText =
  'Stages are frozen that nothing has taught yet: the run does not start from other weights, so theirs are random and stay ' +
  'so. Give it weights to start from (--start-from), or freeze nothing.'
