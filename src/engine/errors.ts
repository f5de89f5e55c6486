/** What goes wrong in a procedure, as the contract's one typed error. */
import { ORPCError, ValidationError } from '@orpc/server'
import { Problem, toProblem } from '../domain/problem.ts'
import type { Log } from './context.ts'
import { storageProblem } from './library/sqlite-errors.ts'

/** Runs a call; whatever it throws leaves as PROBLEM. The log keeps the cause of what nobody foresaw. */
export async function withTypedErrors<Result>(
  parts: { readonly log: Log; readonly libraryRoot: string },
  path: readonly string[],
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    return await call()
  } catch (caught) {
    const problem = invalidInput(caught) ?? storageProblem(caught, parts.libraryRoot) ?? toProblem(caught)
    if (problem.code === 'INTERNAL') parts.log.warn(`${path.join('.')} failed`, problem.cause ?? problem)
    throw new ORPCError('PROBLEM', {
      status: 422,
      message: problem.message,
      data: { code: problem.code, message: problem.message, details: { ...problem.details } },
      cause: problem,
    })
  }
}

/** What the contract's schemas refused, in words: which field, and why. */
function invalidInput(caught: unknown): Problem | null {
  if (!(caught instanceof ORPCError) || caught.code !== 'BAD_REQUEST') return null
  const issues = caught.cause instanceof ValidationError ? caught.cause.issues : []
  const words = issues.map((issue) => {
    const field = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    return field === '' ? issue.message : `${field}: ${issue.message}`
  })
  const what = words.length === 0 ? caught.message : words.join('; ')
  return new Problem('INVALID_INPUT', `The request does not fit: ${what}`, { cause: caught.cause })
}
