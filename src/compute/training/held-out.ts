/** How the clips that are not learned from are scored. */
import type { Evaluation, EpochScores, Preprocessing } from '../../contract/learning.ts'
import { evaluateScores, type ScoredClip, scoresOf } from '../../domain/metrics.ts'
import { centreViews, evenViews } from '../clips/clip-frames.ts'
import type { Progress } from '../progress.ts'
import { scoreClips } from '../score-clips.ts'
import type { Course } from './course.ts'

/** After an epoch: one view from the middle of each clip. Null where nothing is held out. */
export async function scoreEpoch(course: Course): Promise<EpochScores | null> {
  const scored = await scoreHeldOut(course, centreViews)
  return scored && scoresOf(scored, course.clipSet.labels)
}

/** The final score: several views of each clip, averaged, and intervals. Null where nothing is held out. */
export async function scoreFinally(course: Course, progress: Progress): Promise<Evaluation | null> {
  const { views } = course.config
  const viewsOf = (length: number, timing: Preprocessing) => evenViews(length, timing, views)
  const scored = await scoreHeldOut(course, viewsOf, progress)
  return scored && evaluateScores(scored, course.clipSet.labels, course.config.seed)
}

async function scoreHeldOut(
  { network, source, lengths, clipSet, config }: Course,
  viewsOf: (lengthFrames: number, timing: Preprocessing) => number[][],
  progress?: Progress,
): Promise<ScoredClip[] | null> {
  const places = clipSet.clips.flatMap(({ split }, place) => (split === 'held-out' ? [place] : []))
  if (places.length === 0) return null
  const clips = places.map((clip) => ({ clip, views: viewsOf(lengths[clip]!, config.preprocessing) }))
  const onClips = progress && ((done: number) => progress(done, places.length))
  const batchViews = config.clipsAtOnce ?? config.batchClips
  const scorer = source.scorer(network)
  const options = { scorer, classes: clipSet.labels.length, batchViews, onClips }
  const scores = await scoreClips(clips, options).finally(() => scorer.dispose())
  return places.map((place, index) => {
    const { label, group } = clipSet.clips[place]!
    return { truth: clipSet.labels.indexOf(label), scores: scores[index]!, group }
  })
}
