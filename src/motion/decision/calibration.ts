/**
 * Probabilities from what one-vs-rest machines say: softmax of their outputs times one scale (temperature scaling, Guo et
 * al. 2017), which is fitted to outputs for clips that they have not learned from.
 */

export interface Judged {
  /** Outputs by label. */
  readonly outputs: readonly number[]
  /** Index of the true label. */
  readonly truth: number
}

export function probabilitiesOf(outputs: readonly number[], scale: number): number[] {
  const highest = Math.max(...outputs)
  const powers = outputs.map((output) => Math.exp(scale * (output - highest)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Mean −ln of the true label's probability. */
export function logLoss(judged: readonly Judged[], scale: number): number {
  return judged.reduce((sum, { outputs, truth }) => sum + crossEntropy(outputs, scale, truth), 0) / judged.length
}

function crossEntropy(outputs: readonly number[], scale: number, label: number): number {
  const highest = Math.max(...outputs)
  const sum = outputs.reduce((total, output) => total + Math.exp(scale * (output - highest)), 0)
  return Math.log(sum) - scale * (outputs[label]! - highest)
}

const [smallestScale, largestScale] = [0.01, 100]
const rounds = 60

/**
 * The scale with the least loss. As in Platt's fit (1999), the truth counts as a little less than certain, 1 / (n + 2) less:
 * few clips that are all judged right would otherwise ask for certainty.
 */
export function fitScale(judged: readonly Judged[]): number {
  const doubt = 1 / (judged.length + 2)
  const loss = (scale: number): number =>
    judged.reduce((sum, { outputs, truth }) => {
      const certain = crossEntropy(outputs, scale, truth)
      const even = outputs.reduce((total, _, label) => total + crossEntropy(outputs, scale, label), 0) / outputs.length
      return sum + (1 - doubt) * certain + doubt * even
    }, 0)
  // The loss has one lowest point along the scale: golden sections of its logarithm close in upon it.
  let [low, high] = [Math.log(smallestScale), Math.log(largestScale)]
  const golden = (Math.sqrt(5) - 1) / 2
  for (let round = 0; round < rounds; round++) {
    const width = (high - low) * golden
    const [left, right] = [high - width, low + width]
    if (loss(Math.exp(left)) < loss(Math.exp(right))) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}
