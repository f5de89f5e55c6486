import * as tf from '@tensorflow/tfjs-core'
import type { Preprocessing, WindowScores } from '../contract/learning.ts'
import { slidingWindows, windowLength } from '../domain/windows.ts'
import { foldNetwork, type InferenceNetwork } from '../network/index.ts'
import { viewFrames } from './clips/clip-frames.ts'
import { clipBytes, clipPixels, unchanged } from './clips/clip-pixels.ts'
import { frameBatches } from './clips/frame-batches.ts'
import { networkInput } from './clips/network-input.ts'
import { readModel } from './models/model-folder.ts'
import { usablePrecision } from './precision.ts'
import { progressReporter } from './progress.ts'
import { probabilities } from './score-clips.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'

/** A window and the frames of it that the network sees, in order. */
interface Window {
  readonly first: number
  readonly last: number
  readonly frames: readonly number[]
}

/** Frames that go through the backbone at once: 32 of 224 × 224 pixels, at most 128 of smaller ones. */
function batchFrames({ size }: Preprocessing): number {
  return Math.min(128, Math.max(1, Math.floor((32 * 224 * 224) / size ** 2)))
}

/**
 * Scores of a window that slides over a recording, in order of time. The recording is decoded once.
 * @throws Problem MODEL_UNUSABLE, and what reading the frames throws
 */
export async function predictRecording(
  { modelDir, footage, hopFrames, threads, precision }: RequestOf<'predict'>,
  { emit }: Surroundings,
): Promise<{ labels: string[]; windows: WindowScores[] }> {
  const { facts, network: trained } = await readModel(modelDir)
  const { preprocessing, classes } = facts
  const network = foldNetwork(trained, { precision: usablePrecision(precision, emit) })
  trained.dispose()
  const { perFrame } = network
  const scorer =
    perFrame === null || preprocessing.input === 'motion'
      ? byWindow(network, preprocessing)
      : byFrame(perFrame, preprocessing)
  const total = footage.frameTable.pts.length
  const report = progressReporter(emit)
  const progress = report.of('Looking for actions')
  // TensorFlow makes its kernels ready for the first batch: that takes seconds, and says nothing of the time to come.
  report.of('Warming up')(0, 1)
  const waiting = windowsOf(total, preprocessing, hopFrames)
  const needed = new Set(waiting.flatMap(({ frames }) => frames))
  const held = new Map<number, HeldFrame>()
  const scored: WindowScores[] = []
  const batching = { needed, side: preprocessing.resize, batchFrames: batchFrames(preprocessing), threads }
  for await (const { indices, bytes } of frameBatches(footage, batching)) {
    scorer.hold(bytes).forEach((frame, place) => held.set(indices[place]!, frame))
    const open = waiting.findIndex(({ frames }) => frames.some((frame) => !held.has(frame)))
    for (const ready of inBatches(waiting.splice(0, open < 0 ? waiting.length : open), preprocessing)) {
      const scores = scorer.score(ready.map(({ frames }) => frames.map((frame) => held.get(frame)!)))
      scored.push(...ready.map(({ first, last }, index) => ({ first, last, scores: scores[index]! })))
    }
    const oldest = waiting[0]?.first ?? total
    for (const frame of held.keys()) if (frame < oldest) held.delete(frame)
    progress(indices.at(-1)! + 1, total)
  }
  network.dispose()
  return { labels: classes, windows: scored }
}

/** What is kept of a frame until the last window that holds it is scored. */
type HeldFrame = Float32Array | Uint8Array

type PerFrame = NonNullable<InferenceNetwork['perFrame']>

interface WindowScorer {
  /** @param bytes RGB [frames, resize, resize, 3] */
  hold(bytes: Uint8Array): HeldFrame[]
  /** Probabilities per class of each window, given by its frames. */
  score(windows: readonly (readonly HeldFrame[])[]): number[][]
}

/**
 * Each frame goes through the backbone once, however many windows hold it: outside training, what the backbone makes of
 * a frame's colours depends on that frame alone.
 */
function byFrame(network: PerFrame, preprocessing: Preprocessing): WindowScorer {
  return {
    hold: (bytes) => featuresOf(network, bytes, preprocessing),
    score(windows) {
      const steps = windows[0]!.length
      const width = windows[0]![0]!.length
      const joined = new Float32Array(windows.length * steps * width)
      windows.flat().forEach((features, place) => joined.set(features, place * width))
      return tf.tidy(() => {
        const logits = network.classify(tf.tensor3d(joined, [windows.length, steps, width]))
        return (tf.softmax(logits) as tf.Tensor2D).arraySync()
      })
    },
  }
}

/**
 * Motion is that of a window, so that the same frame looks different in another one; and a network over space and time looks
 * at a window as a whole.
 */
function byWindow(network: InferenceNetwork, preprocessing: Preprocessing): WindowScorer {
  const frameBytes = preprocessing.resize ** 2 * 3
  const pixelBytes = clipBytes(preprocessing)
  return {
    hold: (bytes) =>
      Array.from({ length: bytes.length / frameBytes }, (_, frame) =>
        bytes.subarray(frame * frameBytes, (frame + 1) * frameBytes),
      ),
    score(windows) {
      const bytes = new Uint8Array(windows.length * pixelBytes)
      const clip = new Uint8Array(preprocessing.frames * frameBytes)
      windows.forEach((frames, window) => {
        frames.forEach((frame, step) => clip.set(frame, step * frameBytes))
        bytes.set(clipPixels(clip, preprocessing, unchanged), window * pixelBytes)
      })
      return probabilities(network, bytes, windows.length, preprocessing)
    },
  }
}

/** Windows in batches of as many frames as go through the backbone at once. */
function* inBatches(windows: readonly Window[], preprocessing: Preprocessing): Generator<readonly Window[]> {
  const most = Math.max(1, Math.floor(batchFrames(preprocessing) / preprocessing.frames))
  for (let from = 0; from < windows.length; from += most) yield windows.slice(from, from + most)
}

function windowsOf(total: number, preprocessing: Preprocessing, hopFrames: number): Window[] {
  const span = windowLength(preprocessing.frames, preprocessing.frameStep)
  return slidingWindows(total, span, hopFrames).map(({ first, last }) => ({
    first,
    last,
    // Only a recording shorter than a window has fewer frames than the window asks for; it is looped, as in training.
    frames: viewFrames(Math.max(total, 1), first, preprocessing),
  }))
}

/** One feature vector per frame. */
function featuresOf(network: PerFrame, bytes: Uint8Array, preprocessing: Preprocessing): Float32Array[] {
  const pixels = clipPixels(bytes, preprocessing, unchanged)
  return tf.tidy(() => {
    const features = network.features(networkInput(pixels, 1, preprocessing))
    const values = features.dataSync<'float32'>()
    const width = features.shape[2]
    return Array.from({ length: features.shape[1] }, (_, frame) => values.slice(frame * width, (frame + 1) * width))
  }) as unknown as Float32Array[]
}
