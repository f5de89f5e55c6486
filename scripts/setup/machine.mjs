// machine.json in the cache folder: what set-up found or fetched on this machine, for the next set-up and for the
// product (src/media/locate.ts reads `ffmpeg.path`). And the failures that need not be tried again today.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from './places.mjs'
import { readJson, writeWhole } from './whole.mjs'

/**
 * A program that was run and found good. Size and time tell whether it is still the same file.
 * @typedef {{path: string, version: string, source: string, sizeBytes: number, modifiedMs: number}} Program
 * @typedef {{atMs: number, why: string}} Failure
 * @typedef {object} Machine
 * @property {1} schema
 * @property {Program | null} [ffmpeg]
 * @property {Program | null} [chromium]
 * @property {Program | null} [electron]
 * @property {Record<string, Failure>} [failures] by what was tried, for example "electron 45.4.1"
 */

const hourMs = 60 * 60 * 1000

const machineFile = () => path.join(cacheFolder(), 'machine.json')

/** @returns {Promise<Machine>} */
export async function readMachine() {
  const stored = await readJson(machineFile())
  if (typeof stored !== 'object' || stored === null || !('schema' in stored) || stored.schema !== 1) {
    return { schema: 1 }
  }
  return /** @type {Machine} */ (stored)
}

/**
 * Changes parts of machine.json and keeps the rest. Called under the set-up lock.
 * @param {Partial<Machine>} parts
 */
export async function noteMachine(parts) {
  await writeWhole(machineFile(), `${JSON.stringify({ ...(await readMachine()), ...parts }, null, 2)}\n`)
}

/**
 * @param {string} file
 * @param {{version: string, source: string}} known
 * @returns {Promise<Program>}
 */
export async function describeProgram(file, known) {
  const stat = await fs.stat(file)
  return { path: file, ...known, sizeBytes: stat.size, modifiedMs: Math.round(stat.mtimeMs) }
}

/**
 * Whether the program that an earlier set-up ran is still the same file.
 * @param {Program | null | undefined} program
 * @returns {Promise<boolean>}
 */
export async function isUnchanged(program) {
  if (!program || typeof program.path !== 'string') return false
  const stat = await fs.stat(program.path).catch(() => null)
  return stat !== null && stat.size === program.sizeBytes && Math.round(stat.mtimeMs) === program.modifiedMs
}

/**
 * Does what may fail for outside reasons (a download that is refused), and after a failure not again for a while.
 * @param {{what: string, againAfterHours: number}} attempt `what` holds the version, so that a new one is tried at once
 * @param {() => Promise<string>} work resolves to why it failed, '' when it did not
 * @returns {Promise<string>} why it failed, now or then; '' when it worked
 */
export async function tryAgainLater({ what, againAfterHours }, work) {
  const failed = (await readMachine()).failures?.[what]
  const isRecent = failed !== undefined && Date.now() - failed.atMs < againAfterHours * hourMs
  if (isRecent && process.env.TOUCHLINE_RETRY !== '1') return failed.why
  const why = await work()
  const { [what]: _, ...others } = (await readMachine()).failures ?? {}
  await noteMachine({ failures: why === '' ? others : { ...others, [what]: { atMs: Date.now(), why } } })
  return why
}
