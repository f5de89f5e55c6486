import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { knownWeights } from '../../contract/known-weights.ts'
import type { StoredWeights } from '../../contract/index.ts'
import type { Engine } from '../../engine/engine.ts'
import { command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { defaultLibraryDir, withLibrary } from '../open.ts'
import type { Output } from '../output.ts'

interface LibraryOption {
  library: string
}

const libraryOption = ['--library <dir>', 'folder of the library', defaultLibraryDir()] as const

function withWeights<T>(library: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  return withLibrary({ libraryDir: library, create: true, program: 'touchline weights' }, use)
}

const megabytes = (bytes: number | null) => (bytes === null ? 'size not published' : `${(bytes / 1e6).toFixed(1)} MB`)

function tell(output: Output, weights: StoredWeights): void {
  const { name, description, sizeBytes, source, licence, sha256 } = weights
  output.line(
    { ...weights },
    [
      `${name}: ${description}, ${megabytes(sizeBytes)}`,
      `  from     ${source}`,
      `  licence  ${licence === '' ? 'nobody said' : licence}`,
      `  SHA-256  ${sha256}`,
    ].join('\n'),
  )
}

const list = command<LibraryOption>(
  'list',
  'List the weights that a library keeps for networks to start from',
  (made) => made.option(...libraryOption),
  ({ options, output }) =>
    withWeights(options.library, async (engine) => {
      const all = await engine.client.weights.list({})
      for (const weights of all) tell(output, weights)
      if (all.length === 0) output.note('None yet. touchline weights known lists what can be added by name.')
    }),
)

const known = command<object>(
  'known',
  'List the published ImageNet weights that add takes by name',
  (made) => made,
  async ({ output }) => {
    for (const published of knownWeights) {
      const { name, description, sizeBytes, sha256, url, licence } = published
      output.line(
        { ...published },
        [
          `${name}: ${description}, ${megabytes(sizeBytes)}`,
          `  from     ${url}`,
          `  licence  ${licence}`,
          `  SHA-256  ${sha256}`,
        ].join('\n'),
      )
    }
  },
)

const add = command<LibraryOption & { name?: string; source?: string; licence?: string }>(
  'add',
  'Take weights into a library: read whole and checked, then stored. Nothing is sent but the request for the file',
  (made) =>
    made
      .argument('<file|address|name>', '.safetensors or .pth, an https address, or a name that known lists')
      .option(...libraryOption)
      .option('--name <text>', 'what it is called in the library; the file’s name says otherwise')
      .option('--source <text>', 'where it comes from; its address or file name says otherwise')
      .option('--licence <text>', 'under which licence it may be used'),
  ({ options, args, output, signal }) =>
    withWeights(options.library, async (engine) => {
      const { name, source, licence } = options
      const { jobId } = await engine.client.weights.add({
        from: asNamed(args[0] ?? ''),
        ...(name === undefined ? {} : { name }),
        ...(source === undefined ? {} : { source }),
        ...(licence === undefined ? {} : { licence }),
      })
      const { result } = await followJob(engine, jobId, { output, signal })
      const stored = (await engine.client.weights.list({})).find(({ id }) => id === result?.['weightsId'])
      if (result?.['alreadyThere'] === true) output.note('The library has these already; nothing was stored twice.')
      if (stored) tell(output, stored)
    }),
)

/** A path is made whole, for the engine knows no current folder. What looks like none is a name or an address. */
function asNamed(text: string): string {
  const isPath = existsSync(text) || (/[/\\.]/.test(text) && !text.includes('://'))
  return isPath ? resolve(text) : text
}

const remove = command<LibraryOption>(
  'remove',
  'Take weights out of a library and delete their file; models that started from them stay',
  (made) => made.argument('<name>', 'as list prints it').option(...libraryOption),
  ({ options, args, output }) =>
    withWeights(options.library, async (engine) => {
      const [name = ''] = args
      await engine.client.weights.remove({ name })
      output.line({ name, removed: true }, `${name} was removed.`)
    }),
)

export const weightsCommand = new Command('weights')
  .description('Weights that networks start from: list, known, add, remove')
  .addCommand(list)
  .addCommand(known)
  .addCommand(add)
  .addCommand(remove)
