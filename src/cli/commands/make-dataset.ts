import { makeFigureDataset } from '../../engine/datasets/figures/make-dataset.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'

interface Options {
  athletes: number
  actions: number
  clips: number
  seed: number
}

export const makeDatasetCommand = command<Options>(
  'make-dataset',
  'Render short videos of drawn athletes: a set that can be learned anywhere',
  (made) =>
    made
      .argument('<dir>', 'folder of the set: new or empty')
      .option('--athletes <number>', 'how many athletes', wholeNumber(1, 200), 8)
      .option('--actions <number>', 'how many actions, 2 to 10', wholeNumber(2, 10), 6)
      .option('--clips <number>', 'clips of each athlete and action', wholeNumber(1, 100), 4)
      .option('--seed <number>', 'the same seed draws the same set', wholeNumber(0, 0xffffffff), 1),
  async ({ options, args, output, signal }) => {
    const set = await makeFigureDataset({
      dir: args[0] ?? '',
      athletes: options.athletes,
      actions: options.actions,
      clips: options.clips,
      seed: options.seed,
      signal,
      onProgress: (done, total) => output.progress('Rendering clips', done, total),
    })
    output.line(
      { dir: set.dir, manifest: set.manifest, clips: set.clips.length, labels: set.labels },
      `${set.clips.length} clips of ${set.labels.join(', ')} in ${set.dir}`,
    )
  },
)
