/** What a killed process left: half-written files, and derived files that no recording knows of. */
import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { partialEnding } from '../../media/temp-file.ts'
import type { EngineContext } from '../context.ts'
import { proxyTable, recordingTable } from '../library/recordings.ts'
import { runTable } from '../library/runs.ts'
import { hasCheckpoint } from '../training/run-folder.ts'

/** Touchline names what it derives by ids that it made itself. Whatever else lies in these folders is somebody else's. */
const ownName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.mp4|\.m4a|\.peaks)?$/

/** As partialName makes them; a backup that was being written has SQLite's journal beside it. */
const partial = new RegExp(`^\\..+\\.[0-9a-f]{12}\\${partialEnding}(-journal)?$`)

/**
 * Takes such files away. Only half-written names and what Touchline itself derives are touched: never footage, models,
 * exports or backups that are whole, and nothing in a folder that somebody else calls `proxies`.
 */
export async function removeLeftovers(context: EngineContext): Promise<void> {
  const { paths, db } = context
  const isPartial = (name: string) => partial.test(name)
  for (const entry of await readdir(paths.footage, { withFileTypes: true })) {
    if (!entry.isDirectory() || !ownName.test(entry.name)) continue
    const folder = join(paths.footage, entry.name)
    await removeFrom(folder, isPartial)
    // Fails for folders with something in them, which is wanted.
    await rmdir(folder).catch(() => undefined)
  }
  for (const folder of [paths.footage, paths.exports, paths.models, paths.weights, paths.backups]) {
    await removeFrom(folder, isPartial)
  }
  // What a run left goes when its model is there. One without a row may come back with a backup, and then goes on.
  await removeOwn(paths.runs, (id, name) => {
    const run = runTable(db).find(id)
    return run === undefined ? !hasCheckpoint(join(paths.runs, name)) : run.modelId !== null
  })
  const isUnknown = (id: string) => recordingTable(db).find(id) === undefined
  await removeOwn(paths.thumbnails, isUnknown)
  await removeOwn(paths.waveforms, isUnknown)
  await removeOwn(paths.proxies, (id, name) =>
    name.endsWith('.mp4') ? proxyTable(db).find(id) === undefined : isUnknown(id),
  )
}

/** What Touchline named in a folder of its own, by the id in the name, and what was half-written there. */
function removeOwn(folder: string, isLeftover: (id: string, name: string) => boolean): Promise<void> {
  return removeFrom(folder, (name) => {
    return partial.test(name) || (ownName.test(name) && isLeftover(name.replace(/\.\w+$/, ''), name))
  })
}

async function removeFrom(folder: string, isLeftover: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isLeftover(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}
