/** From the trajectories of clips to a recogniser of their labels. */
import type { ClipSet, MotionTraining } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { createRandom, type Random } from '../../domain/random.ts'
import {
  addTrajectories,
  clipVector,
  emptyStatistics,
  fitEncoders,
  innerFolds,
  learnClassifier,
  pickTrajectories,
  type Encoder,
  type PackedTrajectories,
  type Recogniser,
  type Tried,
} from '../../motion/index.ts'
import type { KeptTrajectories } from './kept-trajectories.ts'

export interface LearnedMovements {
  readonly recogniser: Recogniser
  readonly chosen: Tried
  readonly tried: readonly Tried[]
  readonly folds: { readonly count: number; readonly by: 'group' | 'clip' }
}

/** Trajectories that projections and mixtures are fitted to: so many at least, and so many for each component. */
const leastSample = 20_000
const sampleOfComponent = 400
/** Of the trajectories there are, each component needs so many. */
const neededOfComponent = 10

/**
 * Learns from the clips to learn from alone; the held-out ones have no part in anything.
 * @param onShare told how much of the work is done, 0 to 1
 * @throws Problem DATASET_UNUSABLE where nothing moves in them
 */
export async function learnMovements(
  { clipSet, config }: { readonly clipSet: ClipSet; readonly config: MotionTraining },
  kept: KeptTrajectories,
  onShare: (share: number) => void,
): Promise<LearnedMovements> {
  const random = createRandom(config.seed)
  const places = clipSet.clips.flatMap(({ split }, place) => (split === 'train' ? [place] : []))
  const views = config.mirrored ? [false, true] : [false]
  const sample = await sampleOf(places, { clipSet, config, kept, random, views: views.length })
  const sampled = sample.reduce((sum, { count }) => sum + count, 0) * views.length
  if (sampled === 0) throw nothingMoves()
  const components = usableComponents(config.components, sampled)
  const encoders = fitEncoders(
    sample,
    { length: config.following.length, mirrored: config.mirrored, components },
    random.stream('mixtures'),
    (share) => onShare(share * 0.4),
  )
  const vectorsBy = new Map(components.map((number) => [number, new Array<Float32Array>(places.length * views.length)]))
  for (const [index, place] of places.entries()) {
    for (const [number, vectors] of await vectorsOf(encoders, kept.read(place), views)) {
      vectors.forEach((vector, view) => (vectorsBy.get(number)![view * places.length + index] = vector))
    }
    onShare(0.4 + (0.5 * (index + 1)) / places.length)
  }
  const labels = places.map((place) => clipSet.labels.indexOf(clipSet.clips[place]!.label))
  const groups = places.map((place) => clipSet.clips[place]!.group)
  const folds = innerFolds(groups, labels, random.stream('folds'))
  const learnable = { classes: clipSet.labels.length, labels, folds, views: views.length }
  const { classifier, chosen, tried } = learnClassifier(vectorsBy, config.costs, learnable, random.stream('machines'))
  onShare(1)
  return { recogniser: { encoder: encoders.get(chosen.components)!, classifier }, chosen, tried, folds }
}

/** Vectors of one clip, by number of components: one per view. */
async function vectorsOf(
  encoders: ReadonlyMap<number, Encoder>,
  trajectories: AsyncIterable<PackedTrajectories>,
  views: readonly boolean[],
): Promise<Map<number, Float32Array[]>> {
  const open = [...encoders].map(([number, encoder]) => ({
    number,
    encoder,
    statistics: views.map(() => emptyStatistics(encoder)),
  }))
  for await (const packed of trajectories) {
    for (const { encoder, statistics } of open) {
      views.forEach((mirrored, view) => addTrajectories(statistics[view]!, encoder, packed, { mirrored }))
    }
  }
  return new Map(
    open.map(({ number, encoder, statistics }) => [number, statistics.map((one) => clipVector(encoder, one))]),
  )
}

interface Sampling {
  readonly clipSet: ClipSet
  readonly config: MotionTraining
  readonly kept: KeptTrajectories
  readonly random: Random
  readonly views: number
}

/** Some trajectories of each clip, no clip with more than its share. */
async function sampleOf(
  places: readonly number[],
  { clipSet, config, kept, random, views }: Sampling,
): Promise<PackedTrajectories[]> {
  const wanted = Math.max(leastSample, sampleOfComponent * Math.max(...config.components)) / views
  const share = Math.ceil(wanted / places.length)
  const sample: PackedTrajectories[] = []
  for (const place of places) {
    const { count } = kept.facts[place]!
    const drawn = drawPlaces(count, share, random.stream('sample').stream(clipSet.clips[place]!.key))
    let [passed, next] = [0, 0]
    for await (const packed of kept.read(place)) {
      const here: number[] = []
      for (; next < drawn.length && drawn[next]! < passed + packed.count; next++) here.push(drawn[next]! - passed)
      if (here.length > 0) sample.push(pickTrajectories(packed, here, config.following.length))
      passed += packed.count
    }
  }
  return sample
}

/** So many different places of `count`, in order; all of them where there are no more. */
function drawPlaces(count: number, most: number, random: Random): number[] {
  if (count <= most) return Array.from({ length: count }, (_, place) => place)
  // Floyd's: one draw each, whatever was drawn before.
  const drawn = new Set<number>()
  for (let end = count - most; end < count; end++) {
    const place = random.integer(end + 1)
    drawn.add(drawn.has(place) ? end : place)
  }
  return [...drawn].toSorted((a, b) => a - b)
}

/** Those that so many trajectories can fill; where there are too few for any, as many as they can fill. */
function usableComponents(wanted: readonly number[], sampled: number): number[] {
  const most = Math.max(1, Math.floor(sampled / neededOfComponent))
  const usable = wanted.filter((number) => number <= most)
  return usable.length > 0 ? [...new Set(usable)] : [most]
}

function nothingMoves(): Problem {
  return new Problem(
    'DATASET_UNUSABLE',
    'Nothing moves in the clips to learn from, or they are too short: a movement is followed over 16 frames. Choose a ' +
      'preset that looks at pictures, or longer clips.',
  )
}
