import * as tf from '@tensorflow/tfjs-core'
import type { Preprocessing } from '../../../contract/learning.ts'
import type { Network, Stage, StageFeatures } from '../../../network/index.ts'
import { networkInput } from '../../clips/network-input.ts'

/** The part of a network that does not learn, as far as its features are kept. */
export interface FrozenStages {
  /** Numbers that are kept of one view. */
  readonly viewValues: number
  /** What the stages make of clips, one array per clip. @param bytes as a loader hands them over */
  features(bytes: Uint8Array, count: number): Float32Array[]
  /** What a pass goes on from; its tensor is the caller's. */
  input(views: readonly Float32Array[]): StageFeatures
}

/** Of layer4 only what the head reads is kept: the mean over the frame. Of every other stage, all that it puts out. */
export function frozenStages(network: Network, stage: Stage, preprocessing: Preprocessing): FrozenStages {
  const { frames } = preprocessing
  const { perFrame } = network
  if (!perFrame) throw new Error('A network over space and time has no stages whose features could be kept.')
  const [height, width, channels] = perFrame.stageShape(stage)
  const shape: [number, number, number] = stage === 'layer4' ? [1, 1, channels] : [height, width, channels]
  const viewValues = frames * shape[0] * shape[1] * shape[2]
  return {
    viewValues,
    features(bytes, count) {
      const values = tf.tidy(() => {
        const output = perFrame.stageOutput(networkInput(bytes, count, preprocessing), stage)
        const kept: tf.Tensor = stage === 'layer4' ? tf.mean(output, [1, 2], true) : output
        return kept.dataSync<'float32'>()
      })
      return Array.from({ length: count }, (_, view) => values.subarray(view * viewValues, (view + 1) * viewValues))
    },
    input(views) {
      const joined = new Float32Array(views.length * viewValues)
      views.forEach((values, place) => joined.set(values, place * viewValues))
      return { output: tf.tensor4d(joined, [views.length * frames, ...shape]), frames, after: stage }
    },
  }
}
