import type { Random } from '../../domain/random.ts'
import { probabilitiesOf } from './calibration.ts'
import { bestOf, examplesOf, labelled, tryAll, type Learnable, type Settings, type Tried } from './choose.ts'
import { solveOneVsRest } from './one-vs-rest.ts'
import { productsOf } from './products.ts'

/** One linear machine per label over a clip's vector, and how their outputs become probabilities. */
export interface Classifier {
  /** [classes], each as long as a clip's vector. */
  readonly weights: readonly Float32Array[]
  readonly biases: Float32Array
  readonly scale: number
}

interface LearnedClassifier {
  readonly classifier: Classifier
  readonly chosen: Tried
  readonly tried: readonly Tried[]
}

/** Tries settings in the inner folds, and learns with the best of them from all clips. */
export function learnClassifier(
  vectorsBy: ReadonlyMap<Settings['components'], readonly Float32Array[]>,
  costs: readonly number[],
  learnable: Learnable,
  random: Random,
): LearnedClassifier {
  const productsBy = new Map([...vectorsBy].map(([components, vectors]) => [components, productsOf(vectors)]))
  const tried = tryAll(productsBy, costs, learnable, random)
  const chosen = bestOf(tried)
  const { classes, labels } = learnable
  const examples = examplesOf([...labels.keys()], learnable)
  const products = labelled(productsBy.get(chosen.components)!, learnable)
  const coefficients = solveOneVsRest(products, { examples, classes, cost: chosen.cost }, random.stream('all clips'))
  const vectors = vectorsBy.get(chosen.components)!
  const weights = coefficients.map((ofLabel) => weightedSum(vectors, ofLabel))
  const biases = Float32Array.from(coefficients, (ofLabel) => ofLabel.reduce((sum, one) => sum + one, 0))
  return { classifier: { weights, biases, scale: chosen.scale }, chosen, tried }
}

/** Outputs of the machines, by label. */
export function classify({ weights, biases }: Classifier, vector: Float32Array): number[] {
  return weights.map((ofLabel, label) => {
    let sum = biases[label]!
    for (let i = 0; i < vector.length; i++) sum += ofLabel[i]! * vector[i]!
    return sum
  })
}

/** Probabilities by label. */
export function scoresOf(classifier: Classifier, vector: Float32Array): number[] {
  return probabilitiesOf(classify(classifier, vector), classifier.scale)
}

function weightedSum(vectors: readonly Float32Array[], coefficients: Float64Array): Float32Array {
  const sum = new Float64Array(vectors[0]!.length)
  vectors.forEach((vector, place) => {
    const coefficient = coefficients[place]!
    if (coefficient !== 0) for (let i = 0; i < sum.length; i++) sum[i]! += coefficient * vector[i]!
  })
  return Float32Array.from(sum)
}
