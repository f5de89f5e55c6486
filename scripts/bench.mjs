// `npm run bench -- NAME [args]`: runs bench/NAME.ts; without a name, lists them.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { runChild } from './setup/child.mjs'
import { runtimeEnv, runtimeNode } from './setup/node24.mjs'
import { projectRoot } from './setup/places.mjs'
import { foundPrograms, setUp } from './setup.mjs'

const folder = path.join(projectRoot, 'bench')
const [name, ...args] = process.argv.slice(2)
const names = (await fs.readdir(folder))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'))

if (name === undefined || !names.includes(name)) {
  console.log(['Benchmarks, run with `npm run bench -- NAME`:', ...names.sort().map((each) => `  ${each}`)].join('\n'))
  process.exitCode = name === undefined ? 0 : 2
} else {
  /** @typedef {import('./setup/parts.mjs').PartName} PartName */
  /** @type {PartName[]} */
  const browser = ['packages', 'ffmpeg', 'chromium']
  /** @type {PartName[]} */
  const computing = ['packages', 'ffmpeg', 'tensorflow']
  /** @type {Record<string, PartName[]>} */
  const inBrowser = { player: [...browser, 'window'], timeline: browser }
  const need = inBrowser[name] ?? computing
  const outcomes = await setUp({ need, quiet: true })
  if (outcomes.some((outcome) => outcome.name === 'packages' && !outcome.ready)) process.exitCode = 4
  else {
    const env = runtimeEnv({ TF_CPP_MIN_LOG_LEVEL: '2', ...(await foundPrograms()) })
    process.exitCode = await runChild(runtimeNode(), [path.join(folder, `${name}.ts`), ...args], env)
  }
}
