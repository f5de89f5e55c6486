/**
 * The one table of things that can go wrong and that a person is told about. `exitCode` is the terminal's:
 * 2 for input that can't be used, 3 for a state of the library, 4 for a part that is missing on this machine,
 * 5 for cancelled, 1 for the rest.
 */
export const problemCodes = {
  FILE_NOT_FOUND: { exitCode: 2 },
  FILE_NOT_READABLE: { exitCode: 2 },
  FILE_EMPTY: { exitCode: 2 },
  NOT_A_VIDEO: { exitCode: 2 },
  NO_VIDEO_STREAM: { exitCode: 2 },
  NO_DECODABLE_FRAMES: { exitCode: 2 },
  FOOTAGE_TOO_LARGE: { exitCode: 2 },
  FILE_CHANGED: { exitCode: 2 },
  PATH_NOT_ALLOWED: { exitCode: 2 },
  INVALID_INPUT: { exitCode: 2 },
  NOT_FOUND: { exitCode: 2 },
  DATASET_UNUSABLE: { exitCode: 2 },
  MODEL_UNUSABLE: { exitCode: 2 },
  LABEL_OVERLAP: { exitCode: 2 },
  CONFLICT: { exitCode: 2 },
  LIBRARY_NOT_FOUND: { exitCode: 3 },
  LIBRARY_LOCKED: { exitCode: 3 },
  LIBRARY_NEWER: { exitCode: 3 },
  LIBRARY_DAMAGED: { exitCode: 3 },
  FFMPEG_MISSING: { exitCode: 4 },
  TENSORFLOW_MISSING: { exitCode: 4 },
  DISK_FULL: { exitCode: 4 },
  DOWNLOAD_FAILED: { exitCode: 4 },
  MEMORY_TOO_SMALL: { exitCode: 4 },
  TIMED_OUT: { exitCode: 1 },
  TRAINING_DIVERGED: { exitCode: 1 },
  COMPUTE_CRASHED: { exitCode: 1 },
  CANCELLED: { exitCode: 5 },
  INTERNAL: { exitCode: 1 },
} as const

export type ProblemCode = keyof typeof problemCodes

/**
 * Something a person is told about: a code from the table, a message that says what happened, to which file,
 * and what to do next; `details` for programs; `cause` for the log.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: ProblemCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.details = options.details ?? {}
  }
}

/** The problem inside a caught value; anything unforeseen becomes INTERNAL with the value as its cause. */
export function toProblem(caught: unknown): Problem {
  if (caught instanceof Problem) return caught
  const message = caught instanceof Error ? caught.message : String(caught)
  return new Problem('INTERNAL', `Something went wrong inside Touchline: ${message}`, { cause: caught })
}

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && code in problemCodes
}
