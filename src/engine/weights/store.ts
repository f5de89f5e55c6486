/** The starting weights of a library. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { StoredWeights } from '../../contract/index.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { startingWeightsTable, type StartingWeightsRow } from '../library/starting-weights.ts'

/** Newest first. */
export function listWeights(context: EngineContext): StoredWeights[] {
  return startingWeightsTable(context.db).list().map(storedWeightsOf)
}

/** By name or id. @throws Problem NOT_FOUND naming what there is */
export function requireWeights(context: EngineContext, name: string): StartingWeightsRow {
  const found = startingWeightsTable(context.db).find(name)
  if (found !== undefined) return found
  const names = startingWeightsTable(context.db)
    .list()
    .map((row) => row.name)
  const there = names.length === 0 ? 'It has none yet.' : `It has: ${names.join(', ')}.`
  throw new Problem('NOT_FOUND', `This library has no starting weights called “${name}”. ${there}`, {
    details: { name },
  })
}

export function fileOf(context: EngineContext, row: StartingWeightsRow): string {
  return path.join(context.paths.root, row.file)
}

/** Takes weights out of the library, file and all. Models that were started from them keep saying so. */
export async function removeWeights(context: EngineContext, name: string): Promise<void> {
  const row = requireWeights(context, name)
  startingWeightsTable(context.db).remove(row.id)
  await rm(fileOf(context, row), { force: true })
  context.events.emit({ type: 'changed', what: 'models', recordingId: null })
}

function storedWeightsOf(row: StartingWeightsRow): StoredWeights {
  const { file: _, size_bytes: sizeBytes, added_at: addedAt, ...rest } = row
  return { ...rest, sizeBytes, addedAt }
}
