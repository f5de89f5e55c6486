import type { NetworkTraining } from '../../contract/learning.ts'

/** Share of all steps in which 'cosine' first climbs to the full rate: young weights and batch norms don't take it at once. */
const warmUpShare = 0.05

/**
 * Learning rate of a step, from 0 to `steps` − 1. 'constant' is the paper's. 'cosine' climbs in a straight line for the
 * first twentieth and then falls by half a cosine to zero (Loshchilov & Hutter 2017, SGDR, without restarts).
 */
export function learningRateAt(
  { learningRate, schedule }: Pick<NetworkTraining, 'learningRate' | 'schedule'>,
  step: number,
  steps: number,
): number {
  if (schedule === 'constant') return learningRate
  const warmUp = Math.max(1, Math.round(steps * warmUpShare))
  if (step < warmUp) return (learningRate * (step + 1)) / warmUp
  return (learningRate * (1 + Math.cos((Math.PI * (step - warmUp)) / Math.max(1, steps - warmUp)))) / 2
}
