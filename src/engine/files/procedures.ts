/** Procedures of the in-app file chooser. */
import type { ContractImplementer } from '../implementer.ts'
import type { EngineContext } from '../context.ts'
import { listFolder } from './list-folder.ts'

export function fileProcedures(os: ContractImplementer, context: EngineContext) {
  return { files: { list: os.files.list.handler(({ input }) => listFolder(context, input.path, input.kind)) } }
}
