/** Procedures of starting weights. */
import { knownWeights } from '../../contract/known-weights.ts'
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { startAdding } from './add-weights.ts'
import { listWeights, removeWeights } from './store.ts'

export function weightsProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    weights: {
      list: os.weights.list.handler(() => listWeights(context)),
      known: os.weights.known.handler(() => [...knownWeights]),
      add: os.weights.add.handler(async ({ input }) => ({ jobId: (await startAdding(context, input)).id })),
      remove: os.weights.remove.handler(async ({ input }) => {
        await removeWeights(context, input.name)
        return {}
      }),
    },
  }
}
