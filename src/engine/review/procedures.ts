/** Procedures of review. */
import type { ContractImplementer } from '../implementer.ts'
import type { EngineContext } from '../context.ts'
import { startProposing } from './propose.ts'

export function reviewProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    review: {
      propose: os.review.propose.handler(({ input }) => startProposing(context, input)),
    },
  }
}
