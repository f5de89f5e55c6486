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
 * Batches of an epoch: every clip of the training side as often as `viewsPerClip` says, shuffled, each time with a view,
 * a shift (Algorithm 1: one of the twelve offsets), a framing and a mirroring of its own. Batches differ by one view at
 * most, since a last one of a single view would give batch norm next to nothing to average.
 */
export function planEpoch({ clips, lengths, config, epoch, random }: EpochRequest): View[][] {
  const ofEpoch = random.stream(`epoch ${epoch}`)
  const places = clips.flatMap(({ split }, place) => (split === 'train' ? [place] : []))
  const times = Array.from({ length: viewsPerClip(places.length, config) }, (_, time) => time)
  const planned = times.flatMap((time) => places.map((place) => ({ place, time })))
  const views = shuffle(planned, ofEpoch.stream('order')).map(({ place, time }): View => {
    // By name, so that what one clip draws does not depend on which others there are.
    const ofClip = ofEpoch.stream(clips[place]!.key).stream(`time ${time}`)
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

/** A handful of clips is not worth more than this: what they have to teach is soon learned. */
const mostViewsPerClip = 8

/** How often an epoch shows each of so many clips. */
function viewsPerClip(clips: number, { leastViews = 1 }: Pick<TrainingConfig, 'leastViews'>): number {
  return clips === 0 ? 0 : Math.min(mostViewsPerClip, Math.ceil(leastViews / clips))
}

/** Views in an epoch over so many clips, and the batches that they come in. */
export function epochSize(
  clips: number,
  config: Pick<TrainingConfig, 'leastViews' | 'batchClips'>,
): { views: number; batches: number } {
  const views = clips * viewsPerClip(clips, config)
  return { views, batches: Math.ceil(views / config.batchClips) }
}

function evenBatches<T>(items: readonly T[], most: number): T[][] {
  const batches = Math.ceil(items.length / most)
  return Array.from({ length: batches }, (_, index) =>
    items.slice(Math.floor((index * items.length) / batches), Math.floor(((index + 1) * items.length) / batches)),
  )
}
