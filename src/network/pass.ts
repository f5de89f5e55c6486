import type { Parameters } from './parameters.ts'
import type { Random } from '../domain/random.ts'

/** One way through a network: its parameters, and whether this is training (batch statistics, dropout) or evaluation. */
export interface Pass {
  readonly parameters: Parameters
  readonly training: boolean
  /** What dropout draws from; training with dropout needs it. */
  readonly random?: Random
}
