// The Node that everything behind set-up runs under: the one that package-lock.json pins, else this one if it is new
// enough to run TypeScript as it is.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, nodeModules } from './places.mjs'

/** Node's version from which .ts files run without a flag. */
const leastVersion = [22, 18]

/**
 * Path of the Node to run the product with.
 * @throws {Error} with what to do, where there is none
 */
export function runtimeNode() {
  const pinned = pinnedNode()
  if (existsSync(pinned)) return pinned
  if (runsTypeScript(process.versions.node)) return process.execPath
  throw new Error(
    `Touchline needs Node ${leastVersion.join('.')} or newer here: no pinned Node 24 is made for ` +
      `${process.platform}-${process.arch}, and this is Node ${process.versions.node}. Install Node 24 and try again.`,
  )
}

/** Where the pinned Node lies once the dependencies are installed. */
export function pinnedNode() {
  const folder = path.join(
    nodeModules,
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  )
  return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/**
 * @param {string} version for example "24.21.0"
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = leastVersion
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/**
 * Where Node keeps what it makes of the TypeScript and of the packages: that halves the time to the first line of output.
 * Every process below finds it in the environment.
 */
export const compileCache = {
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(cacheFolder(), 'compiled'),
}

/**
 * Environment for what runs under that Node: it and the checkout's tools come first on the path.
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function runtimeEnv(more = {}) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const first = [path.dirname(runtimeNode()), path.join(nodeModules, '.bin')]
  return { ...process.env, ...compileCache, [key]: [...first, process.env[key] ?? ''].join(path.delimiter), ...more }
}
