/** Procedures of reports. */
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { listReports, startReport } from './reports.ts'

export function reportProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    reports: {
      create: os.reports.create.handler(({ input }) => startReport(context, input)),
      list: os.reports.list.handler(({ input }) => listReports(context, input.sessionId)),
    },
  }
}
