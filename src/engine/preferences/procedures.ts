/** Procedures of what a person set for this library: keys, reaction lag, panels. */
import type { EngineContext } from '../context.ts'
import type { ContractImplementer } from '../implementer.ts'
import { preferenceTable } from '../library/preferences.ts'
import { Problem } from '../../domain/problem.ts'

const largestText = 65_536

export function preferenceProcedures(os: ContractImplementer, context: EngineContext) {
  return {
    preferences: {
      all: os.preferences.all.handler(() => {
        return Object.fromEntries(
          preferenceTable(context.db)
            .all()
            .map(({ key, value }) => [key, value]),
        )
      }),
      set: os.preferences.set.handler(({ input: { key, value } }) => {
        if (JSON.stringify(value).length > largestText) {
          throw new Problem('INVALID_INPUT', `The setting “${key}” is too long to be kept.`)
        }
        if (value === null) preferenceTable(context.db).delete(key)
        else preferenceTable(context.db).put(key, value)
        context.events.emit({ type: 'changed', what: 'preferences', recordingId: null })
        return {}
      }),
    },
  }
}
