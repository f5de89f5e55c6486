// The `touchline` command in a checkout: sets up what the command needs where that is missing, then runs it.
import { realpathSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileCache, pinnedNode, runtimeEnv, runtimeNode } from './setup/node24.mjs'
import { projectRoot } from './setup/places.mjs'
import { partsOf } from './setup/command-parts.mjs'
import { allReady, foundPrograms, setUp } from './setup.mjs'

/** @typedef {import('./setup.mjs').PartName} PartName */

const args = process.argv.slice(2)
const cli = path.join(projectRoot, 'src', 'cli', 'main.ts')

const asksForHelp = args.some((arg) => arg === '--help' || arg === '-h' || arg === '--version')
await provide(asksForHelp ? ['packages'] : partsOf(args.filter((arg) => !arg.startsWith('-'))))
if (process.exitCode === undefined) await run()

/**
 * @param {PartName[]} wanted
 */
async function provide(wanted) {
  if (await allReady(wanted)) return
  const outcomes = await setUp({ need: wanted, quiet: true })
  // Without the rest the command itself says what it lacks.
  if (outcomes.some(({ name, ready }) => name === 'packages' && !ready)) process.exitCode = 4
}

async function run() {
  const programs = await foundPrograms()
  if (isThisNode(pinnedNode())) {
    Object.assign(process.env, programs, compileCache)
    module.enableCompileCache?.(compileCache.NODE_COMPILE_CACHE)
    process.argv.splice(1, 1, cli)
    await import(pathToFileURL(cli).href)
  } else {
    const { runChild } = await import('./setup/child.mjs')
    process.exitCode = await runChild(runtimeNode(), [cli, ...args], runtimeEnv(programs))
  }
}

/**
 * @param {string} node
 */
function isThisNode(node) {
  try {
    return realpathSync(node) === realpathSync(process.execPath)
  } catch {
    return false
  }
}
