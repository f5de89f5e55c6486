/** Procedures of the system. */
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { lookAround } from './look-around.ts'
import { describeCompute } from './tensorflow.ts'

export function systemProcedures(os: ContractImplementer, context: EngineContext) {
  const { appVersion, compute } = context
  return {
    system: {
      doctor: os.system.doctor.handler(() => lookAround({ appVersion, compute, library: context })),
      compute: os.system.compute.handler(() => describeCompute(compute)),
    },
  }
}
