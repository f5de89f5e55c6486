/** What a killed process left: half-written files, and derived files that no recording knows of. */
import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { partialEnding } from '../../media/temp-file.ts'
import type { EngineContext } from '../context.ts'
import { proxyTable, recordingTable } from '../library/recordings.ts'
import { runTable } from '../library/runs.ts'
import { hasCheckpoint } from '../training/run-folder.ts'

/**
 * Takes such files away. Only half-written names and what Touchline itself derives are touched: never footage, models,
 * exports or backups that are whole.
 */
export async function removeLeftovers(context: EngineContext): Promise<void> {
  const { paths, db } = context
  // A backup that was being written has SQLite's journal beside it.
  const isPartial = (name: string) => name.endsWith(partialEnding) || name.endsWith(`${partialEnding}-journal`)
  for (const entry of await readdir(paths.footage, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const folder = join(paths.footage, entry.name)
    await removeFrom(folder, isPartial)
    // Fails for folders with something in them, which is wanted.
    await rmdir(folder).catch(() => undefined)
  }
  for (const folder of [paths.footage, paths.exports, paths.models, paths.weights, paths.backups]) {
    await removeFrom(folder, isPartial)
  }
  // What a run left goes when its model is there. One without a row may come back with a backup, and then goes on.
  await removeFrom(paths.runs, (name) => {
    const run = runTable(db).find(name)
    return run === undefined ? !hasCheckpoint(join(paths.runs, name)) : run.modelId !== null
  })
  await removeFrom(paths.thumbnails, (name) => recordingTable(db).find(name) === undefined)
  await removeFrom(paths.waveforms, (name) => recordingTable(db).find(name.replace(/\.peaks$/, '')) === undefined)
  await removeFrom(paths.proxies, (name) =>
    name.endsWith('.m4a')
      ? recordingTable(db).find(name.replace(/\.m4a$/, '')) === undefined
      : proxyTable(db).find(name.replace(/\.mp4$/, '')) === undefined,
  )
}

async function removeFrom(folder: string, isLeftover: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isLeftover(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}
