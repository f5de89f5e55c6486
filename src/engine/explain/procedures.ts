/** Procedures of explanations. */
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { getExplanation, startExplaining } from './explain.ts'

export function explainProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    explain: {
      start: os.explain.start.handler(({ input }) => startExplaining(context, input)),
      get: os.explain.get.handler(({ input }) => getExplanation(context, input.id)),
    },
  }
}
