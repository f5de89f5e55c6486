import type { ModelFile } from '../contract/learning.ts'
import { Problem } from '../domain/problem.ts'
import type { Backend } from './backend.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'
import { trainModel } from './training/train-model.ts'

/** Trains by whatever method is asked for. @throws Problem as the method does */
export function train(request: RequestOf<'train'>, backend: Backend, surroundings: Surroundings): Promise<ModelFile> {
  const { config } = request
  if (config.method === 'network') return trainModel({ ...request, config }, backend, surroundings)
  throw new Problem('INVALID_INPUT', `This version can't train by the method “${config.method}”.`)
}
