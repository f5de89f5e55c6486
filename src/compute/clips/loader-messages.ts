/** What passes between the process and its loader thread. */
import type { ClipSet, Preprocessing } from '../../contract/learning.ts'
import { Problem, toProblem, type ProblemCode } from '../../domain/problem.ts'
import type { Augmentation } from './clip-pixels.ts'
import type { OpenedClips } from './open-clips.ts'

/** One clip as it is to be seen once. */
export interface View extends Augmentation {
  /** Place of the clip in the set. */
  readonly clip: number
  /** Frame numbers within the clip, in order. */
  readonly frames: readonly number[]
}

/** Handed to the thread as it starts. */
export interface LoaderOrder {
  readonly clipSet: Pick<ClipSet, 'clips' | 'footage'>
  readonly preprocessing: Preprocessing
  readonly decoders: number
}

export interface BatchOrder {
  readonly id: number
  readonly views: readonly View[]
}

export type LoaderReport =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | ({ readonly type: 'opened' } & OpenedClips)
  | { readonly type: 'batch'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** `id` null: the set could not be opened. */
  | { readonly type: 'problem'; readonly id: number | null; readonly problem: FlatProblem }

/** A Problem as it crosses threads, where classes are lost. */
export interface FlatProblem {
  readonly code: ProblemCode
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

export function flatProblem(caught: unknown): FlatProblem {
  const { code, message, details } = toProblem(caught)
  return { code, message, details }
}

export function asProblem({ code, message, details }: FlatProblem): Problem {
  return new Problem(code, message, { details })
}
