/** The whole contract, implemented: each folder of use cases brings its procedures. */
import type { EngineContext } from './context.ts'
import { backupProcedures } from './backups/procedures.ts'
import { systemProcedures } from './doctor/procedures.ts'
import { explainProcedures } from './explain/procedures.ts'
import { fileProcedures } from './files/procedures.ts'
import { footageProcedures } from './footage/procedures.ts'
import { implementer } from './implementer.ts'
import { jobProcedures } from './jobs/procedures.ts'
import { labellingProcedures } from './labelling/procedures.ts'
import { preferenceProcedures } from './preferences/procedures.ts'
import { reportProcedures } from './reports/procedures.ts'
import { resultsProcedures } from './results/procedures.ts'
import { reviewProcedures } from './review/procedures.ts'
import { trainingProcedures } from './training/procedures.ts'
import { weightsProcedures } from './weights/procedures.ts'

export function makeRouter(context: EngineContext) {
  return implementer.router({
    ...footageProcedures(implementer, context),
    ...labellingProcedures(implementer, context),
    ...backupProcedures(implementer, context),
    ...preferenceProcedures(implementer, context),
    ...trainingProcedures(implementer, context),
    ...weightsProcedures(implementer, context),
    ...reviewProcedures(implementer, context),
    ...explainProcedures(implementer, context),
    ...reportProcedures(implementer, context),
    ...resultsProcedures(implementer, context),
    ...jobProcedures(implementer, context),
    ...fileProcedures(implementer, context),
    ...systemProcedures(implementer, context),
  })
}

export type EngineRouter = ReturnType<typeof makeRouter>
