// Compiles tfjs-node-gpu's binding, as the npm package ships it, against TensorFlow's libraries. Once per version of
// either: the result lies beside the libraries.
import { createHash } from 'node:crypto'
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { nodeModules } from './places.mjs'
import { withProgress } from './say.mjs'
import { onPath, runTool } from './tool.mjs'
import { makeFolder } from './whole.mjs'

const compileLimitSecs = 10 * 60
const compileFlags = ['-O2', '-std=c++17', '-fPIC', '-DNAPI_VERSION=8']
const nodeHeaders = path.join(nodeModules, 'node-api-headers', 'include')

export const noCompiler =
  'a C++ compiler is needed to build the TensorFlow binding (Debian and Ubuntu: apt install g++)'

/** @returns {Promise<string | null>} */
export async function findCompiler() {
  return process.env.CXX ?? (await onPath('g++')) ?? (await onPath('clang++'))
}

/**
 * @param {string} librariesFolder holds tensorflow/
 * @param {string} packageFolder of tfjs-node-gpu
 * @returns {Promise<{file: string} | {why: string}>}
 */
export async function buildBinding(librariesFolder, packageFolder) {
  const sources = await sourcesIn(path.join(packageFolder, 'binding'))
  const folder = path.join(librariesFolder, `binding-${await keyOf(sources, librariesFolder)}`)
  const file = path.join(folder, 'tfjs_binding.node')
  if (await fs.stat(file).catch(() => null)) return { file }
  const compiler = await findCompiler()
  if (compiler === null) return { why: noCompiler }
  try {
    await withProgress('tensorflow', 'compiling its binding', () =>
      makeFolder(folder, (temporary) =>
        compile({ compiler, sources, librariesFolder, packageFolder, into: temporary }),
      ),
    )
    return { file }
  } catch (error) {
    return { why: `the binding could not be compiled: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * @param {string} folder
 */
async function sourcesIn(folder) {
  const names = (await fs.readdir(folder)).sort()
  return names.map((name) => path.join(folder, name))
}

/**
 * Changes with anything that goes into the binding, the libraries' place included: it is written into it.
 * @param {string[]} sources
 * @param {string} librariesFolder
 */
async function keyOf(sources, librariesFolder) {
  const hash = createHash('sha256').update(JSON.stringify([librariesFolder, compileFlags]))
  for (const file of [...sources, path.join(nodeHeaders, '..', 'package.json')]) hash.update(await fs.readFile(file))
  return hash.digest('hex').slice(0, 12)
}

/**
 * @param {{compiler: string, sources: string[], librariesFolder: string, packageFolder: string, into: string}} job
 */
async function compile({ compiler, sources, librariesFolder, packageFolder, into }) {
  const tensorflow = path.join(librariesFolder, 'tensorflow')
  const include = [nodeHeaders, packageFolder, path.join(tensorflow, 'include')].flatMap((folder) => ['-I', folder])
  /** @param {string[]} args */
  const run = async (args) => {
    const ran = await runTool(compiler, args, { limitSecs: compileLimitSecs })
    if (!ran.ok) throw new Error(ran.why)
  }
  const units = sources.filter((file) => file.endsWith('.cc'))
  const objects = units.map((file) => path.join(into, `${path.basename(file)}.o`))
  await Promise.all(
    units.map((file, index) => run([...compileFlags, ...include, '-c', file, '-o', objects[index] ?? ''])),
  )
  const link = [
    '-L',
    tensorflow,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    `-Wl,-rpath,${tensorflow}`,
  ]
  await run(['-shared', ...objects, '-o', path.join(into, 'tfjs_binding.node'), ...link])
  await Promise.all(objects.map((file) => fs.rm(file)))
}
