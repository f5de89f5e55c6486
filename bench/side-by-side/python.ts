/** Python environments of the peers that we measure ourselves against, each made once in Touchline's cache folder. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { withLock } from '../../scripts/setup/lock.mjs'
import { cacheFolder } from '../../scripts/setup/places.mjs'
import { withProgress } from '../../scripts/setup/say.mjs'
import { runTool } from '../../scripts/setup/tool.mjs'
import { findPip } from '../../scripts/setup/wheels.mjs'
import { makeFolder } from '../../scripts/setup/whole.mjs'

export interface PythonEnvironment {
  /** Of its folder in the cache; another set of packages needs another name. */
  readonly name: string
  /** Pinned, as pip takes them. */
  readonly packages: readonly string[]
}

/** PyTorch, its ResNets, and what reads our weight files. */
export const torchEnvironment: PythonEnvironment = {
  name: 'bench-torch-2.15.0',
  packages: ['torch==2.15.0', 'torchvision==0.29.2', 'numpy==2.4.6', 'safetensors==0.8.0'],
}

const installLimitSecs = 60 * 60

/**
 * The Python program of an environment, which is made first where it is not there: several GB for PyTorch.
 * TOUCHLINE_BENCH_PYTHON names one that has the packages already.
 * @throws Error in words where it can't be made
 */
export async function benchPython({ name, packages }: PythonEnvironment): Promise<string> {
  const named = process.env['TOUCHLINE_BENCH_PYTHON']
  if (named) return named
  const folder = path.join(cacheFolder(), name)
  const program = path.join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(program)) return
    const found = await findPip()
    if ('missing' in found) throw new Error(found.missing)
    await withProgress('bench', `installing ${packages.join(', ')}`, () =>
      // A renamed environment still runs; only its scripts don't, which nobody calls.
      makeFolder(folder, async (temporary) => {
        const made = path.join(temporary, path.relative(folder, program))
        await mustRun(found.python, ['-m', 'venv', temporary])
        await mustRun(made, [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--disable-pip-version-check',
          '--no-input',
          ...packages,
        ])
      }),
    )
  })
  return program
}

async function mustRun(program: string, args: string[]): Promise<void> {
  const ran = await runTool(program, args, { limitSecs: installLimitSecs })
  if (!ran.ok) throw new Error(`The peer's Python environment could not be made: ${ran.why}`)
}
