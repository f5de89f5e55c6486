import type { InspectedWeights } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { ComputeMeans } from '../compute/means.ts'

/**
 * What a weights file is, as the compute process finds it.
 * @param weights the file, and what a person calls it
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, MODEL_UNUSABLE, and what the compute process throws
 */
export async function inspectWeights(
  { file, name }: { readonly file: string; readonly name: string },
  { compute, signal }: Pick<ComputeMeans, 'compute' | 'signal'>,
): Promise<InspectedWeights> {
  const result = await compute.run({ kind: 'inspect-weights', file, name }, { signal })
  if (result.kind === 'inspect-weights') return result.weights
  throw new Problem('INTERNAL', `Inspection answered with ${result.kind}.`)
}
