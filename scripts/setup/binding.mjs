// Compiles tfjs-node-gpu's binding, as the npm package ships it but for one addition (attribute-lists.mjs), against
// TensorFlow's libraries. Once per version of either: the result lies beside the libraries.
import { createHash } from 'node:crypto'
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { attributesFile, withAttributeLists } from './attribute-lists.mjs'
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
  const file = await bindingFile(librariesFolder, packageFolder)
  if (await fs.stat(file).catch(() => null)) return { file }
  const compiler = await findCompiler()
  if (compiler === null) return { why: noCompiler }
  try {
    await withProgress('tensorflow', 'compiling its binding', () =>
      makeFolder(path.dirname(file), (temporary) =>
        compile({ compiler, librariesFolder, packageFolder, into: temporary }),
      ),
    )
    return { file }
  } catch (error) {
    return { why: `the binding could not be compiled: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * Where the binding for these libraries lies once it is compiled. The name changes with anything that goes into it, the
 * libraries' place included: it is written into it.
 * @param {string} librariesFolder
 * @param {string} packageFolder
 */
export async function bindingFile(librariesFolder, packageFolder) {
  const hash = createHash('sha256').update(JSON.stringify([librariesFolder, compileFlags]))
  for (const { text } of await sourcesIn(packageFolder)) hash.update(text)
  hash.update(await fs.readFile(path.join(nodeHeaders, '..', 'package.json')))
  return path.join(librariesFolder, `binding-${hash.digest('hex').slice(0, 12)}`, 'tfjs_binding.node')
}

/**
 * The binding's files as they are compiled.
 * @param {string} packageFolder
 */
async function sourcesIn(packageFolder) {
  const folder = path.join(packageFolder, 'binding')
  const names = (await fs.readdir(folder)).sort()
  return Promise.all(
    names.map(async (name) => {
      const shipped = await fs.readFile(path.join(folder, name), 'utf8')
      return { name, text: name === attributesFile ? withAttributeLists(shipped) : shipped }
    }),
  )
}

/**
 * @param {{compiler: string, librariesFolder: string, packageFolder: string, into: string}} job
 */
async function compile({ compiler, librariesFolder, packageFolder, into }) {
  const tensorflow = path.join(librariesFolder, 'tensorflow')
  const sources = path.join(into, 'sources')
  await fs.mkdir(sources)
  const files = await sourcesIn(packageFolder)
  await Promise.all(files.map(({ name, text }) => fs.writeFile(path.join(sources, name), text)))
  const include = [nodeHeaders, packageFolder, path.join(tensorflow, 'include')].flatMap((folder) => ['-I', folder])
  /** @param {string[]} args */
  const run = async (args) => {
    const ran = await runTool(compiler, args, { limitSecs: compileLimitSecs })
    if (!ran.ok) throw new Error(ran.why)
  }
  const units = files.map(({ name }) => path.join(sources, name)).filter((file) => file.endsWith('.cc'))
  await Promise.all(units.map((unit) => run([...compileFlags, ...include, '-c', unit, '-o', `${unit}.o`])))
  const link = [
    '-L',
    tensorflow,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    `-Wl,-rpath,${tensorflow}`,
  ]
  const objects = units.map((unit) => `${unit}.o`)
  await run(['-shared', ...objects, '-o', path.join(into, 'tfjs_binding.node'), ...link])
  await fs.rm(sources, { recursive: true })
}
