// The built window, preload and main process in out/, built anew when a source of theirs changed.
import { createHash } from 'node:crypto'
import { existsSync, promises as fs } from 'node:fs'
import path from 'node:path'
import { runtimeEnv, runtimeNode } from './node24.mjs'
import { nodeModules, projectRoot } from './places.mjs'
import { withProgress } from './say.mjs'
import { runTool } from './tool.mjs'
import { readJson, writeWhole } from './whole.mjs'

const outFolder = path.join(projectRoot, 'out')
const stampFile = path.join(outFolder, 'built-from.json')
const bundler = path.join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js')
const limitSecs = 10 * 60

/** Whether out/ was built from the sources as they are now. */
export async function windowIsReady() {
  const stamp = await readJson(stampFile)
  return typeof stamp === 'object' && stamp !== null && 'sources' in stamp && stamp.sources === (await sourcesHash())
}

/** @returns {Promise<import('./parts.mjs').Outcome>} */
export async function setUpWindow() {
  if (await windowIsReady()) return { ready: true, text: 'built' }
  const sources = await sourcesHash()
  await fs.access(existsSync(outFolder) ? outFolder : projectRoot, fs.constants.W_OK)
  await fs.rm(stampFile, { force: true })
  const startedMs = Date.now()
  const ran = await withProgress('window', 'building', () =>
    runTool(runtimeNode(), [bundler, 'build'], { cwd: projectRoot, limitSecs, env: runtimeEnv() }),
  )
  if (!ran.ok) return { ready: false, text: 'the build failed, as said above', detail: `${ran.stdout}${ran.stderr}` }
  await writeWhole(stampFile, JSON.stringify({ sources }))
  return { ready: true, text: `built in ${((Date.now() - startedMs) / 1000).toFixed(1)} s` }
}

/** Hash of everything that goes into the bundles, by content: a changed time alone builds nothing. */
export async function sourcesHash() {
  const entries = await fs.readdir(path.join(projectRoot, 'src'), { recursive: true, withFileTypes: true })
  const sources = entries
    .filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
  const files = [
    ...sources.sort(),
    ...['electron.vite.config.ts', 'svelte.config.js', 'package-lock.json'].map((name) => path.join(projectRoot, name)),
  ]
  const hash = createHash('sha256')
  const contents = await Promise.all(files.map((file) => fs.readFile(file)))
  for (const [index, content] of contents.entries()) {
    hash.update(`${path.relative(projectRoot, files[index] ?? '')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
