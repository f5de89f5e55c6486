import * as tf from '@tensorflow/tfjs-core'
import type { Explanation } from '../contract/learning.ts'
import { windowLength } from '../domain/windows.ts'
import { readFrames } from '../media/frames.ts'
import { foldNetwork, gradCam } from '../network/index.ts'
import { viewFrames } from './clips/clip-frames.ts'
import { clipPixels, unchanged } from './clips/clip-pixels.ts'
import { networkInput } from './clips/network-input.ts'
import { explainedLabel, explainedWindow, explanationFrame, scaledOverClip } from './explained-clip.ts'
import { readModel } from './models/model-folder.ts'
import type { RequestOf } from './surroundings.ts'

/**
 * Grad-CAM of the clip that starts at `first`, or of the last one where fewer frames follow; a recording shorter than a
 * clip is looped as in training.
 * @throws Problem MODEL_UNUSABLE; INVALID_INPUT for a label that the model does not know or a frame that is not there
 */
export async function explainClip({ modelDir, footage, first, label }: RequestOf<'explain'>): Promise<Explanation> {
  const { facts, network: trained } = await readModel(modelDir)
  const network = foldNetwork(trained)
  trained.dispose()
  const { classes, preprocessing, id: modelId } = facts
  const classIndex = explainedLabel(classes, label) ?? undefined
  const total = footage.frameTable.pts.length
  const { first: start } = explainedWindow(footage, first, windowLength(preprocessing.frames, preprocessing.frameStep))
  const indices = viewFrames(total, start, preprocessing)
  const bytes = await framesAt(footage, indices, preprocessing.resize)
  const pixels = clipPixels(bytes, preprocessing, unchanged)
  const clip = tf.tidy(() => tf.squeeze<tf.Tensor4D>(networkInput(pixels, 1, preprocessing), [0]))
  const { logits, height, width, maps, classIndex: explained } = gradCam(network, clip, classIndex)
  const scores = tf.tidy(() => Array.from(tf.softmax(tf.tensor1d(logits)).dataSync<'float32'>()))
  clip.dispose()
  network.dispose()
  const scaled = scaledOverClip(maps)
  return {
    modelId,
    label: classes[explained]!,
    labels: classes,
    scores,
    gridWidth: width,
    gridHeight: height,
    frames: indices.map((frameIndex, place) => {
      // A network over space and time has fewer maps than frames: each is of the frames that it was made of.
      const step = Math.floor((place * scaled.length) / indices.length)
      return explanationFrame(frameIndex, scaled[step]!)
    }),
  }
}

/** RGB [indices, side, side, 3] of frames that may repeat, decoded once each. */
async function framesAt(
  footage: RequestOf<'explain'>['footage'],
  indices: readonly number[],
  side: number,
): Promise<Uint8Array> {
  const first = Math.min(...indices)
  const last = Math.max(...indices)
  const bytes = new Uint8Array(indices.length * side * side * 3)
  let frame = first
  for await (const pixels of readFrames({ ...footage, first, last, width: side, height: side, fit: 'stretch' })) {
    indices.forEach((wanted, place) => {
      if (wanted === frame) bytes.set(pixels, place * pixels.length)
    })
    frame++
  }
  return bytes
}
