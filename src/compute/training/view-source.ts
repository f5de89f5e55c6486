/** Where the passes of a training get their input from: clips, or what frozen stages made of them before. */
import type { Preprocessing } from '../../contract/learning.ts'
import type { Network, StepInput } from '../../network/index.ts'
import type { ClipLoader } from '../clips/clip-loader.ts'
import type { View } from '../clips/loader-messages.ts'
import { networkInput } from '../clips/network-input.ts'
import { decodedScorer, type ViewScorer } from '../score-clips.ts'

export interface ViewSource {
  /** The views that there are in place of those that an epoch drew. @param epoch from 1 */
  plan(drawn: readonly (readonly View[])[], epoch: number): View[][]
  load(views: readonly View[]): Promise<LoadedViews>
  /** For held-out views: scores them by the network as it is now. */
  scorer(network: Network): ViewScorer
}

/** Views in memory, in the order asked for. */
export interface LoadedViews {
  /** `count` of them, from `first` on, as tensors of the caller's. */
  input(first: number, count: number): StepInput
}

/** Clips as they are decoded: every view can be had. */
export function clipSource(loader: ClipLoader, preprocessing: Preprocessing): ViewSource {
  return {
    plan: (drawn) => drawn.map((views) => [...views]),
    scorer: (network) => decodedScorer(network, loader),
    async load(views) {
      const bytes = await loader.batch(views)
      const viewBytes = bytes.length / views.length
      return {
        input: (first, count) =>
          networkInput(bytes.subarray(first * viewBytes, (first + count) * viewBytes), count, preprocessing),
      }
    },
  }
}
