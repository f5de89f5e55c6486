/** Which views of clips are kept with frozen stages, and which of them an epoch takes. */
import type { Clip, NetworkTraining } from '../../../contract/learning.ts'
import { shuffle, type Random } from '../../../domain/random.ts'
import { windowLength } from '../../../domain/windows.ts'
import type { View } from '../../clips/loader-messages.ts'
import { drawView } from '../epoch-plan.ts'

/** Of each clip where its views differ and nothing else is asked for. */
const usualVariants = 4

type Kept = Pick<NetworkTraining, 'cachedVariants' | 'shift' | 'flip' | 'reframe' | 'preprocessing'>

/** Drawn views of each clip to keep; 0 where none is to be kept. @param drawn as `whatIsDrawn` says */
export function wantedVariants({ cachedVariants }: Kept, drawn: readonly string[]): number {
  if (cachedVariants === 0) return 0
  return drawn.length > 0 ? (cachedVariants ?? usualVariants) : 1
}

/** In words, what makes one view of a clip differ from the next; empty where nothing does. @param lengths frames of clips */
export function whatIsDrawn({ shift, flip, reframe, preprocessing }: Kept, lengths: readonly number[]): string[] {
  const seen = windowLength(preprocessing.frames, preprocessing.frameStep)
  return [
    ...(lengths.some((length) => length > seen) ? ['start'] : []),
    ...(shift ? ['shift'] : []),
    ...(reframe ? ['framing'] : []),
    ...(flip ? ['mirroring'] : []),
  ]
}

export interface DrawnClip extends Pick<Clip, 'key'> {
  /** Place in the set. */
  readonly clip: number
  readonly lengthFrames: number
}

/** The kept views of a clip. Variant 3 is the same whether four are kept or ten, and whatever other clips there are. */
export function keptViews(drawn: DrawnClip, variants: number, config: NetworkTraining, random: Random): View[] {
  const ofClip = random.stream('kept views').stream(drawn.key)
  return Array.from({ length: variants }, (_, variant) => drawView(drawn, config, ofClip.stream(`variant ${variant}`)))
}

/**
 * An epoch's plan with kept views in place of newly drawn ones: the same clips in the same order. A clip that is seen several
 * times is seen in all its kept views before one comes again.
 * @param keptOf the kept views of a clip, by its place in the set
 */
export function planKept(
  plan: readonly (readonly View[])[],
  keptOf: (clip: number) => readonly View[],
  ofEpoch: Random,
): View[][] {
  const waiting = new Map<number, View[]>()
  const next = (clip: number): View => {
    const left = waiting.get(clip) ?? []
    // By the clip's own stream, so that what one clip takes does not depend on the others.
    if (left.length === 0) left.push(...shuffle([...keptOf(clip)], streamOf(clip)))
    waiting.set(clip, left)
    return left.pop()!
  }
  const streams = new Map<number, Random>()
  const streamOf = (clip: number): Random => {
    const stream = streams.get(clip) ?? ofEpoch.stream(`kept view ${clip}`)
    streams.set(clip, stream)
    return stream
  }
  return plan.map((views) => views.map(({ clip }) => next(clip)))
}
