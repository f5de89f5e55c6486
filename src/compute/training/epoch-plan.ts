/** Which clips an epoch learns from, in which order and how they are drawn: decided by the seed alone. */
import type { Clip, TrainingConfig } from '../../contract/learning.ts'
import { shuffle, type Random } from '../../domain/random.ts'
import { asFilmed, drawReframing, drawShiftPixels } from '../../network/index.ts'
import { drawnView } from '../clips/clip-frames.ts'
import type { View } from '../clips/loader-messages.ts'

export interface EpochRequest {
  readonly clips: readonly Clip[]
  /** Frames of each clip. */
  readonly lengths: readonly number[]
  readonly config: TrainingConfig
  /** From 1. */
  readonly epoch: number
  readonly random: Random
}

/**
 * Batches of an epoch: every clip of the training side once, shuffled, with a view, a shift (Algorithm 1: one of the
 * twelve offsets), a framing and a mirroring of its own. Batches differ by one clip at most, since a last one of a single clip
 * would give batch norm next to nothing to average.
 */
export function planEpoch({ clips, lengths, config, epoch, random }: EpochRequest): View[][] {
  const ofEpoch = random.stream(`epoch ${epoch}`)
  const places = clips.flatMap(({ split }, place) => (split === 'train' ? [place] : []))
  const views = shuffle(places, ofEpoch.stream('order')).map((place): View => {
    // By name, so that what one clip draws does not depend on which others there are.
    const ofClip = ofEpoch.stream(clips[place]!.key)
    return {
      clip: place,
      frames: drawnView(lengths[place]!, config, ofClip.stream('start')),
      ...(config.reframe ? drawReframing(ofClip.stream('reframe')) : asFilmed),
      shiftPixels: config.shift ? drawShiftPixels(ofClip.stream('shift')) : 0,
      mirrored: config.flip && ofClip.stream('flip').next() < 0.5,
    }
  })
  return evenBatches(views, config.batchClips)
}

/** Batches in an epoch of so many clips. */
export function batchCount(clips: number, batchClips: number): number {
  return Math.ceil(clips / batchClips)
}

function evenBatches<T>(items: readonly T[], most: number): T[][] {
  const batches = batchCount(items.length, most)
  return Array.from({ length: batches }, (_, index) =>
    items.slice(Math.floor((index * items.length) / batches), Math.floor(((index + 1) * items.length) / batches)),
  )
}
