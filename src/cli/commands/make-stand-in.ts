import { Argument } from 'commander'
import { makeStandIn, standInNames, type StandInName } from '../../engine/datasets/owners/stand-ins/make-stand-in.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'

interface Options {
  small?: boolean
  seed: number
}

export const makeStandInCommand = command<Options>(
  'make-stand-in',
  'Render a small set with the layout, names, lists and faults of a published one: for trying out what needs it',
  (made) =>
    made
      .addArgument(new Argument('<name>', 'the published set').choices(standInNames))
      .argument('<dir>', 'folder of the stand-in: new or empty')
      .option('--small', 'as few and as small clips as will do')
      .option('--seed <number>', 'the same seed draws the same clips', wholeNumber(0, 0xffffffff), 1),
  async ({ options, args, output, signal }) => {
    // The argument is one of the choices, or the command has refused it.
    const [name, dir] = args as [StandInName, string]
    const made = await makeStandIn({
      name,
      dir,
      small: options.small === true,
      seed: options.seed,
      signal,
      onProgress: (done, total) => output.progress('Rendering clips', done, total),
    })
    output.line({ name, ...made }, `${made.videos} videos as ${name} has them, in ${made.dir}`)
  },
)
