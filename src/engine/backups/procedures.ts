/** Procedures of backups. */
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { listBackups, makeBackup } from './backups.ts'
import { restoreBackup } from './restore.ts'

export function backupProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    backups: {
      list: os.backups.list.handler(() => listBackups(context)),
      create: os.backups.create.handler(() => makeBackup(context, 'by-hand')),
      restore: os.backups.restore.handler(async ({ input }) => ({
        safety: await restoreBackup(context, input.name, context.migrations),
      })),
    },
  }
}
