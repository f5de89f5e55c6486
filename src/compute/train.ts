import type { ModelFile } from '../contract/learning.ts'
import type { Backend } from './backend.ts'
import { trainFusion } from './fusion/train-fusion.ts'
import { trainMotion } from './motion/train-motion.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'
import { trainModel } from './training/train-model.ts'

/** Trains by whatever method is asked for. @throws Problem as the method does */
export function train(request: RequestOf<'train'>, backend: Backend, surroundings: Surroundings): Promise<ModelFile> {
  const { config } = request
  switch (config.method) {
    case 'network':
      return trainModel({ ...request, config }, backend, surroundings)
    case 'motion':
      return trainMotion({ ...request, config }, backend, surroundings)
    case 'fusion':
      return trainFusion({ ...request, config }, backend, surroundings)
  }
}
