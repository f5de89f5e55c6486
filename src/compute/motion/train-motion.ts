import type { Evaluation, MotionModel, MotionTraining } from '../../contract/learning.ts'
import { evaluateScores } from '../../domain/metrics.ts'
import { Problem } from '../../domain/problem.ts'
import type { Recogniser } from '../../motion/index.ts'
import type { Backend } from '../backend.ts'
import { writeMotionModel } from '../models/motion-folder.ts'
import { progressReporter } from '../progress.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { checkLearnable } from '../training/check-learnable.ts'
import { commonFacts } from '../training/model-facts.ts'
import { runRecord } from '../training/run-record.ts'
import { keepTrajectories, type KeptTrajectories } from './kept-trajectories.ts'
import { learnMovements } from './learn-movements.ts'
import { scoreKept } from './score-movements.ts'
import { openTrajectoryThreads } from './trajectory-threads.ts'

/** A request to learn movements. */
export type MotionTrainRequest = RequestOf<'train'> & { readonly config: MotionTraining }

/**
 * Follows movements, learns from them, and writes the model to `modelDir`. There is nothing to go on from: what was followed
 * before a stop is kept, and the rest takes seconds.
 * @throws Problem DATASET_UNUSABLE, INVALID_INPUT for starting weights, and what writing throws
 */
export async function trainMotion(
  request: MotionTrainRequest,
  backend: Backend,
  { emit, loaderEntry }: Surroundings,
): Promise<MotionModel> {
  const startMs = performance.now()
  const { clipSet, config, featureCacheDir: cacheDir } = request
  checkLearnable(clipSet)
  if (request.startFrom !== null) {
    throw new Problem('INVALID_INPUT', 'A model of movement starts from no weights: leave them out.')
  }
  const record = await runRecord(backend)
  emit({ type: 'started', config, record, epochsDone: 0 })
  const progress = progressReporter(emit)
  const settings = config.following
  const threads = openTrajectoryThreads({ settings, threads: request.threads, entry: loaderEntry })
  try {
    const kept = await keepTrajectories({ clipSet, settings, threads, cacheDir, progressOf: progress.of })
    for (const text of notesOf(kept, clipSet.clips, cacheDir)) emit({ type: 'log', text })
    const learning = progress.of('Learning')
    const learned = await learnMovements({ clipSet, config }, kept, (share) => learning(Math.round(share * 100), 100))
    const { recogniser, chosen, tried, folds } = learned
    const heldOut = await scoreHeldOut(recogniser, request, kept, progress.of('Scoring held-out clips'))
    const model: MotionModel = {
      ...commonFacts(request, record),
      method: 'motion',
      training: config,
      chosen: { components: chosen.components, cost: chosen.cost },
      tried: {
        settings: tried.map(({ components, cost, accuracy, loss }) => ({ components, cost, accuracy, loss })),
        folds: folds.count,
        by: folds.by,
      },
      windowFrames: medianLength(kept, clipSet.clips),
      curves: [],
      startedFrom: { kind: 'scratch', source: '', licence: '' },
      heldOut,
      trainSecs: (performance.now() - startMs) / 1000,
    }
    await writeMotionModel(request.modelDir, model, recogniser)
    return model
  } finally {
    await threads.close()
  }
}

async function scoreHeldOut(
  recogniser: Recogniser,
  { clipSet, config }: MotionTrainRequest,
  kept: KeptTrajectories,
  progress: (done: number, total: number) => void,
): Promise<Evaluation | null> {
  const places = clipSet.clips.flatMap(({ split }, place) => (split === 'held-out' ? [place] : []))
  if (places.length === 0) return null
  const scores = await scoreKept(recogniser, kept, places, (done) => progress(done, places.length))
  const scored = places.map((place, index) => {
    const { label, group } = clipSet.clips[place]!
    return { truth: clipSet.labels.indexOf(label), scores: scores[index]!, group }
  })
  return evaluateScores(scored, clipSet.labels, config.seed)
}

/** What a person should know of the clips, a sentence each. */
function notesOf({ facts, found }: KeptTrajectories, clips: readonly { key: string }[], cacheDir: string): string[] {
  const all = facts.reduce((sum, { count }) => sum + count, 0)
  const there = found === 0 ? '' : `, ${found === facts.length ? 'all' : found} from ${cacheDir}`
  const notes = [`${all} movements in ${facts.length} clips${there}.`]
  const named = (places: readonly number[]): string =>
    `${places
      .slice(0, 5)
      .map((place) => clips[place]!.key)
      .join(', ')}${places.length > 5 ? ` and ${places.length - 5} more` : ''}`
  const still = facts.flatMap(({ count }, place) => (count === 0 ? [place] : []))
  const damaged = facts.flatMap(({ isDamaged }, place) => (isDamaged ? [place] : []))
  if (still.length > 0) {
    notes.push(`Nothing moves in these clips, or they are shorter than 16 frames, so they say little: ${named(still)}.`)
  }
  if (damaged.length > 0) {
    notes.push(`These files are damaged; the frames that can still be read are used: ${named(damaged)}.`)
  }
  return notes
}

/** Frames of the clip in the middle by length: of those to learn from. */
function medianLength({ facts }: KeptTrajectories, clips: readonly { split: string }[]): number {
  const lengths = facts.flatMap(({ lengthFrames }, place) => (clips[place]!.split === 'train' ? [lengthFrames] : []))
  return Math.max(1, lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)]!)
}
