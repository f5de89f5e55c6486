import type { ComputeEvent, ComputeRequest } from '../contract/compute.ts'

/** What a request is served with. */
export interface Surroundings {
  readonly emit: (event: ComputeEvent) => void
  /** The module that a loader thread starts from. */
  readonly loaderEntry: URL
}

/** A request as one of its kinds. */
export type RequestOf<Kind extends ComputeRequest['kind']> = Extract<ComputeRequest, { kind: Kind }>
