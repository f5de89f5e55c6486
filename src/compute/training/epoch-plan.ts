/** Which clips an epoch learns from, in which order and how they are drawn: decided by the seed alone. */
import type { Clip, NetworkTraining } from '../../contract/learning.ts'
import { shuffle, type Random } from '../../domain/random.ts'
import { asFilmed, drawReframing, drawShiftPixels } from '../../network/index.ts'
import { drawnView } from '../clips/clip-frames.ts'
import type { View } from '../clips/loader-messages.ts'

export interface EpochRequest {
  readonly clips: readonly Clip[]
  /** Frames of each clip. */
  readonly lengths: readonly number[]
  readonly config: NetworkTraining
  /** From 1. */
  readonly epoch: number
  readonly random: Random
}

/**
 * Batches of an epoch: every clip of the training side as often as `viewsPerClip` says (with `balance: 'sampling'` every
 * label as often as every other), shuffled, each time with a view, a shift (Algorithm 1: one of the twelve offsets), a
 * framing and a mirroring of its own. Batches differ by one view at most, since a last one of a single view would give
 * batch norm next to nothing to average.
 */
export function planEpoch({ clips, lengths, config, epoch, random }: EpochRequest): View[][] {
  const ofEpoch = random.stream(`epoch ${epoch}`)
  const planned =
    config.balance === 'sampling'
      ? shownByLabel(clips, config, ofEpoch.stream('balance'))
      : shown(trainingPlaces(clips), viewsPerClip(clips, config))
  const views = shuffle(planned, ofEpoch.stream('order')).map(({ place, time }): View => {
    // By name, so that what one clip draws does not depend on which others there are.
    const ofClip = ofEpoch.stream(clips[place]!.key).stream(`time ${time}`)
    return drawView({ clip: place, lengthFrames: lengths[place]! }, config, ofClip)
  })
  return evenParts(views, config.batchClips)
}

/** One view of a clip to learn from: where it starts, how the picture is moved, whether it is mirrored. */
export function drawView(
  { clip, lengthFrames }: { clip: number; lengthFrames: number },
  config: NetworkTraining,
  ofClip: Random,
): View {
  return {
    clip,
    frames: drawnView(lengthFrames, config, ofClip.stream('start')),
    ...(config.reframe ? drawReframing(ofClip.stream('reframe')) : asFilmed),
    shiftPixels: config.shift ? drawShiftPixels(ofClip.stream('shift')) : 0,
    mirrored: config.flip && ofClip.stream('flip').next() < 0.5,
  }
}

/** Views in an epoch over the training side of these clips, and the batches that they come in. */
export function epochSize(clips: readonly Clip[], config: PlanSettings): { views: number; batches: number } {
  const places = trainingPlaces(clips)
  const labels = byLabel(clips, places).length
  const views =
    config.balance === 'sampling' && labels > 0
      ? labels * viewsPerLabel(clips, config)
      : places.length * viewsPerClip(clips, config)
  return { views, batches: Math.ceil(views / config.batchClips) }
}

/** Items in their order, in as few parts of at most `most` as there can be, whose lengths differ by one at most. */
export function evenParts<T>(items: readonly T[], most: number): T[][] {
  const parts = Math.ceil(items.length / most)
  return Array.from({ length: parts }, (_, index) =>
    items.slice(Math.floor((index * items.length) / parts), Math.floor(((index + 1) * items.length) / parts)),
  )
}

type PlanSettings = Pick<NetworkTraining, 'leastViews' | 'batchClips' | 'balance'>

/** A clip that is shown, and how often it was shown before in the epoch. */
interface Shown {
  readonly place: number
  readonly time: number
}

/** Every place so often. */
function shown(places: readonly number[], times: number): Shown[] {
  return Array.from({ length: times }, (_, time) => places.map((place) => ({ place, time }))).flat()
}

/**
 * As many views of each label as of each other, which add up to an epoch's usual views, or up to a label more: clips of a
 * rare label come several times, of a frequent one some are drawn, others every epoch.
 */
function shownByLabel(clips: readonly Clip[], config: PlanSettings, random: Random): Shown[] {
  const each = viewsPerLabel(clips, config)
  return byLabel(clips, trainingPlaces(clips)).flatMap(([label, places]) => {
    const whole = Math.floor(each / places.length)
    const rest = shuffle([...places], random.stream(label)).slice(0, each - whole * places.length)
    return [...shown(places, whole), ...rest.map((place) => ({ place, time: whole }))]
  })
}

function trainingPlaces(clips: readonly Clip[]): number[] {
  return clips.flatMap(({ split }, place) => (split === 'train' ? [place] : []))
}

function byLabel(clips: readonly Clip[], places: readonly number[]): [string, number[]][] {
  return [...Map.groupBy(places, (place) => clips[place]!.label)]
}

/** A handful of clips is not worth more than this: what they have to teach is soon learned. */
const mostViewsPerClip = 8

/** How often an epoch shows each clip. */
function viewsPerClip(clips: readonly Clip[], { leastViews = 1 }: PlanSettings): number {
  const count = trainingPlaces(clips).length
  return count === 0 ? 0 : Math.min(mostViewsPerClip, Math.ceil(leastViews / count))
}

/** How often a balanced epoch shows each label. */
function viewsPerLabel(clips: readonly Clip[], config: PlanSettings): number {
  const places = trainingPlaces(clips)
  return Math.ceil((places.length * viewsPerClip(clips, config)) / byLabel(clips, places).length)
}
