import type { ClipSet, NetworkTraining } from '../../contract/learning.ts'
import type { Random } from '../../domain/random.ts'
import type { Adam, Network } from '../../network/index.ts'
import type { ViewSource } from './view-source.ts'

/** What stays the same from the first step of a training to its last. */
export interface Course {
  readonly network: Network
  readonly optimiser: Adam
  /** Frames of each clip, in the order of the set. */
  readonly lengths: readonly number[]
  /** What passes get their input from. */
  readonly source: ViewSource
  readonly clipSet: ClipSet
  readonly config: NetworkTraining
  /** Of the seed alone: every epoch draws from streams of its own name. */
  readonly random: Random
  /** What dropout draws from, from one step to the next. */
  readonly dropout: Random
  /** How much a clip of each label counts in the loss; all alike where undefined. */
  readonly classWeights: readonly number[] | undefined
}
