/** Which views of a set's clips are kept, as many as the disk has room for. */
import type { ClipSet, NetworkTraining } from '../../../contract/learning.ts'
import type { Random } from '../../../domain/random.ts'
import { unchanged } from '../../clips/clip-pixels.ts'
import type { View } from '../../clips/loader-messages.ts'
import type { FeatureStore } from './feature-store.ts'
import { keptViews } from './kept-views.ts'

export interface ViewChoice {
  readonly clipSet: ClipSet
  /** Frames of each clip. */
  readonly lengths: readonly number[]
  readonly config: NetworkTraining
  readonly random: Random
  /** Frames of each view of a held-out clip that will be scored. */
  readonly heldOutViews: (lengthFrames: number) => readonly (readonly number[])[]
  readonly keyOf: (view: View) => string
  readonly store: Pick<FeatureStore, 'has'>
}

export interface ChosenViews {
  /** Drawn views of each clip to learn from. */
  readonly variants: number
  /** They themselves, by the clip's place in the set. */
  readonly drawn: ReadonlyMap<number, readonly View[]>
  /** Different views of all clips, held-out ones among them. */
  readonly count: number
  /** Those that are not kept yet, by key. */
  readonly missing: readonly (readonly [key: string, view: View])[]
}

/** As many drawn views of each clip as wanted, or fewer where more do not fit. @param mostMissing views that have room */
export async function chooseViews(choice: ViewChoice, wanted: number, mostMissing: number): Promise<ChosenViews> {
  const chosen = await choose(choice, wanted)
  return chosen.missing.length <= mostMissing || wanted === 1 ? chosen : chooseViews(choice, wanted - 1, mostMissing)
}

async function choose(choice: ViewChoice, variants: number): Promise<ChosenViews> {
  const { clipSet, lengths, config, random, heldOutViews, keyOf, store } = choice
  const drawn = new Map<number, View[]>()
  const scored: View[] = []
  clipSet.clips.forEach(({ key, split }, clip) => {
    const lengthFrames = lengths[clip]!
    if (split === 'train') drawn.set(clip, keptViews({ key, clip, lengthFrames }, variants, config, random))
    else scored.push(...heldOutViews(lengthFrames).map((frames) => ({ clip, frames, ...unchanged })))
  })
  // Views that come out alike have one key.
  const byKey = new Map([...[...drawn.values()].flat(), ...scored].map((view) => [keyOf(view), view]))
  const missing: [string, View][] = []
  for (const [key, view] of byKey) if (!(await store.has(key))) missing.push([key, view])
  return { variants, drawn, count: byKey.size, missing }
}
