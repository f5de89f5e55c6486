import type { Stage } from './architecture/stages.ts'
import type { Precision } from './kernels/convert.ts'
import type { Parameters } from './parameters.ts'
import type { Random } from '../domain/random.ts'

/** One way through a network: its parameters, and whether this is training (batch statistics, dropout) or evaluation. */
export interface Pass {
  readonly parameters: Parameters
  readonly training: boolean
  /** What dropout draws from; training with dropout needs it. */
  readonly random?: Random
  /**
   * The stages from the stem to this one don't learn: they run with stored statistics whatever `training` says, and neither
   * is a gradient computed for them nor anything kept for one. None where left out.
   */
  readonly frozenThrough?: Stage
  /**
   * What the backbone computes with; float32 where left out. With bf16 weights, statistics and the gradients of weights are
   * float32 all the same, and so is all that follows the backbone. Backends other than TensorFlow always compute float32.
   */
  readonly precision?: Precision
}
