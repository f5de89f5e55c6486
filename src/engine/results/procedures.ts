/** Procedures of the paper's tables. */
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { checkFolder } from './check-folder.ts'
import { listResults, runsOfTable } from './list-results.ts'
import { startMeasuring } from './measure.ts'
import { offeredTables } from './offered-tables.ts'
import { planResults } from './plan-results.ts'

export function resultsProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    results: {
      tables: os.results.tables.handler(() => offeredTables()),
      check: os.results.check.handler(({ input }) => checkFolder(context, input.data)),
      plan: os.results.plan.handler(({ input }) => planResults(context, input)),
      start: os.results.start.handler(({ input }) => startMeasuring(context, input)),
      list: os.results.list.handler(() => listResults(context)),
      runs: os.results.runs.handler(({ input }) => runsOfTable(context, input.id, input.table)),
    },
  }
}
