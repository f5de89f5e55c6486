/** Which settings judge clips best that they have not learned from, asked of the clips to learn from alone. */
import type { Random } from '../../domain/random.ts'
import { highest } from '../../domain/metrics.ts'
import { fitScale, logLoss, type Judged } from './calibration.ts'
import type { InnerFolds } from './folds.ts'
import { outputsOf, solveOneVsRest, type LabelledProducts } from './one-vs-rest.ts'

/** What is learned from: each clip once, or once more mirrored. */
export interface Learnable {
  readonly classes: number
  /** Index of each clip's label. */
  readonly labels: readonly number[]
  readonly folds: InnerFolds
  /** Views of each clip: example v · clips + c is view v of clip c, and view 0 is as it was filmed. */
  readonly views: number
}

export interface Settings {
  /** Of the mixtures. */
  readonly components: number
  /** C of the machines. */
  readonly cost: number
}

export interface Tried extends Settings {
  /** Share of the clips that were judged right in the fold that left them out. */
  readonly accuracy: number
  /** Mean −ln of the true label's probability there, with the scale below. */
  readonly loss: number
  readonly scale: number
}

/** Judges all settings in the inner folds. @param productsBy by number of components */
export function tryAll(
  productsBy: ReadonlyMap<number, Float32Array>,
  costs: readonly number[],
  learnable: Learnable,
  random: Random,
): Tried[] {
  return [...productsBy].flatMap(([components, products]) =>
    costs.map((cost) => {
      const judged = judgeLeftOut(labelled(products, learnable), cost, learnable, random)
      const scale = fitScale(judged)
      const right = judged.filter(({ outputs, truth }) => highest(outputs) === truth).length
      return { components, cost, accuracy: right / judged.length, loss: logLoss(judged, scale), scale }
    }),
  )
}

/** The settings with the least loss: it tells settings apart that judge the same number of clips right. */
export function bestOf(tried: readonly Tried[]): Tried {
  return tried.reduce((best, one) => (one.loss < best.loss ? one : best))
}

export function labelled(products: Float32Array, { labels, views }: Learnable): LabelledProducts {
  const ofViews = Array.from({ length: views }, () => labels).flat()
  return { products, all: ofViews.length, labels: ofViews }
}

/** All views of some clips, as places among the examples. */
export function examplesOf(clips: readonly number[], { labels, views }: Learnable): number[] {
  return Array.from({ length: views }, (_, view) => clips.map((clip) => view * labels.length + clip)).flat()
}

/** Each clip as it was filmed, judged by machines that have seen no clip of its fold. */
function judgeLeftOut(products: LabelledProducts, cost: number, learnable: Learnable, random: Random): Judged[] {
  const { labels, folds, classes } = learnable
  const judged: Judged[] = []
  for (let fold = 0; fold < folds.count; fold++) {
    const [inFold, others] = [true, false].map((wanted) =>
      [...labels.keys()].filter((clip) => (folds.foldOf[clip] === fold) === wanted),
    ) as [number[], number[]]
    const examples = examplesOf(others, learnable)
    const coefficients = solveOneVsRest(products, { examples, classes, cost }, random.stream(`fold ${fold}`))
    for (const clip of inFold) {
      judged[clip] = { outputs: outputsOf(products, { examples, coefficients }, clip), truth: labels[clip]! }
    }
  }
  return judged
}
