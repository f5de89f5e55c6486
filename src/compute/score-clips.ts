/** What a network says of clips, without learning from them. */
import * as tf from '@tensorflow/tfjs-core'
import type { Preprocessing } from '../contract/learning.ts'
import { foldNetwork, type FoldOptions, type InferenceNetwork, type Network } from '../network/index.ts'
import { ahead } from './clips/ahead.ts'
import type { ClipLoader } from './clips/clip-loader.ts'
import type { View } from './clips/loader-messages.ts'
import { unchanged } from './clips/clip-pixels.ts'
import { networkInput } from './clips/network-input.ts'

/** The views of one clip whose scores are averaged. */
export interface ClipViews {
  /** Place of the clip in the set. */
  readonly clip: number
  readonly views: readonly (readonly number[])[]
}

/** Scores views by a network as it is when this is made. Whoever makes it disposes it. */
export interface ViewScorer {
  /** Gets views ready; what it hands back scores them when it is their turn: [views][classes], adding up to 1. */
  load(views: readonly View[]): Promise<() => number[][]>
  dispose(): void
}

export interface ScoreOptions {
  /** Stays the caller's. */
  readonly scorer: ViewScorer
  readonly classes: number
  /** Views that go through the network at once. */
  readonly batchViews: number
  /** Called before the first batch, for which TensorFlow makes its kernels ready: that takes seconds. */
  readonly onWarmUp?: () => void
  readonly onClips?: (done: number) => void
}

/** Probabilities per class of each clip, the mean over its views, in the order given. */
export async function scoreClips(clips: readonly ClipViews[], options: ScoreOptions): Promise<number[][]> {
  const { scorer, classes, batchViews, onWarmUp, onClips } = options
  const all = clips.flatMap(({ clip, views }, place) => views.map((frames) => ({ clip, frames, place })))
  const sums = clips.map(() => new Array<number>(classes).fill(0))
  const batches = Array.from({ length: Math.ceil(all.length / batchViews) }, (_, index) =>
    all.slice(index * batchViews, (index + 1) * batchViews),
  )
  const loaded = ahead(
    batches.map((views) => async () => ({
      views,
      score: await scorer.load(views.map(({ clip, frames }) => ({ clip, frames, ...unchanged }))),
    })),
    2,
  )
  onWarmUp?.()
  for await (const { views, score } of loaded) {
    score().forEach((scores, index) => {
      const { place } = views[index]!
      scores.forEach((score, label) => (sums[place]![label]! += score / clips[place]!.views.length))
    })
    onClips?.(views.at(-1)!.place + 1)
  }
  return sums
}

/** Scores what a loader decodes, with the network folded; the network itself is not changed. */
export function decodedScorer(network: Network, loader: ClipLoader, options: FoldOptions = {}): ViewScorer {
  const folded = foldNetwork(network, options)
  return {
    async load(views) {
      const bytes = await loader.batch(views)
      return () => probabilities(folded, bytes, views.length, loader.preprocessing)
    },
    dispose: () => folded.dispose(),
  }
}

/** Softmax scores of clips. @param bytes [count, frames, size, size, 3] */
export function probabilities(
  network: InferenceNetwork,
  bytes: Uint8Array,
  count: number,
  preprocessing: Preprocessing,
): number[][] {
  return tf.tidy(() => {
    const clips = networkInput(bytes, count, preprocessing)
    return (tf.softmax(network.forward(clips).logits) as tf.Tensor2D).arraySync()
  })
}
