// Sets up what Touchline needs on this machine; quick where all is there. As a program: `npm run setup`, with
// `--retry` to try again what failed earlier today.
import path from 'node:path'
import { readMachine } from './setup/machine.mjs'
import { withLock } from './setup/lock.mjs'
import { parts } from './setup/parts.mjs'
import { cacheFolder } from './setup/places.mjs'
import { say } from './setup/say.mjs'
import { whyUnwritable } from './setup/unwritable.mjs'

/** @typedef {import('./setup/parts.mjs').PartName} PartName */
/** @typedef {{name: PartName} & import('./setup/parts.mjs').Outcome} NamedOutcome */

/**
 * Provides the parts that are named, in order; each says one line. What can't be had is said and left out, except
 * the packages: without them nothing else is tried. Where nothing may be written, that is said, and what is there counts.
 * @param {{need: readonly PartName[], quiet?: boolean}} options quiet: say nothing of a part that was there
 * @returns {Promise<NamedOutcome[]>}
 */
export async function setUp({ need, quiet = false }) {
  const wanted = parts.filter((part) => need.includes(part.name))
  if (quiet && (await allReady(need))) return []
  /** @type {NamedOutcome[]} */
  const outcomes = []
  const lock = path.join(cacheFolder(), 'set-up.lock')
  const work = async () => {
    for (const part of wanted) {
      const wasReady = await part.isReady()
      const outcome = quiet && wasReady ? { ready: true, text: '' } : await part.setUp()
      outcomes.push({ name: part.name, ...outcome })
      if (outcome.detail) process.stderr.write(outcome.detail)
      if (outcome.text !== '') say(part.name, outcome.text)
      if (part.name === 'packages' && !outcome.ready) return
    }
  }
  try {
    await withLock(lock, work, ({ pid }) => say('set-up', `waiting for another set-up (process ${pid}) to finish …`))
    return outcomes
  } catch (error) {
    const why = whyUnwritable(error)
    if (why === '') throw error
    say('set-up', why)
    // What is there without any writing may do for what the person wants.
    return Promise.all(wanted.map(async ({ name, isReady }) => ({ name, ready: await isReady(), text: why })))
  }
}

/**
 * Whether all these parts were set up before and are still there; reads a few files, starts nothing.
 * @param {readonly PartName[]} need
 */
export async function allReady(need) {
  for (const part of parts) {
    if (need.includes(part.name) && !(await part.isReady())) return false
  }
  return true
}

/**
 * What set-up found, as environment for what the scripts start, so that all of it uses the same programs.
 * @returns {Promise<Record<string, string>>}
 */
export async function foundPrograms() {
  const { ffmpeg, chromium, electron } = await readMachine()
  return {
    ...(ffmpeg && !process.env.TOUCHLINE_FFMPEG ? { TOUCHLINE_FFMPEG: ffmpeg.path } : {}),
    ...(chromium && !process.env.TOUCHLINE_CHROMIUM ? { TOUCHLINE_CHROMIUM: chromium.path } : {}),
    ...(electron ? { TOUCHLINE_ELECTRON: electron.path } : {}),
  }
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--retry')) process.env.TOUCHLINE_RETRY = '1'
  const outcomes = await setUp({ need: parts.map((part) => part.name) })
  process.exitCode = outcomes.every((outcome) => outcome.ready) ? 0 : 1
}
