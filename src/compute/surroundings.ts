import type { ComputeEvent, ComputeRequest } from '../contract/compute.ts'
import type { NetworkTraining } from '../contract/learning.ts'

/** What a request is served with. */
export interface Surroundings {
  readonly emit: (event: ComputeEvent) => void
  /** The module that a loader thread starts from. */
  readonly loaderEntry: URL
}

/** A request as one of its kinds. */
export type RequestOf<Kind extends ComputeRequest['kind']> = Extract<ComputeRequest, { kind: Kind }>

/** A request to train a network. */
export type NetworkTrainRequest = RequestOf<'train'> & { readonly config: NetworkTraining }
