import { presets } from '../../contract/presets.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { trainFromPath } from '../../engine/training/from-path.ts'
import { command } from '../command.ts'
import { share, wholeNumber } from '../numbers.ts'
import { computeEntry } from '../open.ts'
import { classTable, scoreText, tellComputeEvent } from '../training-output.ts'

interface Options {
  data: string
  preset: string
  epochs?: number
  seed?: number
  out: string
  heldOut?: number
  name?: string
}

export const trainCommand = command<Options>(
  'train',
  'Train a network on a folder class/clip or a manifest CSV, and leave a model folder',
  (made) =>
    made
      .requiredOption(
        '--data <path>',
        'folder with a folder per label, or a CSV with the columns path,label,group[,split]',
      )
      .option('--preset <name>', `one of ${presets.map((preset) => preset.name).join(', ')}`, 'quick')
      .option('--epochs <number>', 'how often every clip is seen; the preset says otherwise', wholeNumber(1, 2000))
      .option('--seed <number>', 'decides split, first weights, sampling and order', wholeNumber(0, 0xffffffff))
      .option(
        '--held-out <share>',
        'share of the groups that the network never sees, where the data does not say',
        share,
      )
      .option('--name <text>', 'name of the model')
      .requiredOption('--out <dir>', 'folder of the model: new or empty'),
  async ({ options, output, signal }) => {
    const { model, modelDir } = await trainFromPath(
      {
        data: options.data,
        preset: options.preset,
        epochs: options.epochs,
        seed: options.seed,
        out: options.out,
        heldOutShare: options.heldOut,
        name: options.name,
      },
      {
        compute: standaloneCompute(computeEntry),
        signal,
        onData: (data) => {
          output.note(`${data.clips} clips, ${data.labels.length} labels, ${data.protocol}`)
          for (const warning of data.warnings) output.note(`Note: ${warning}`)
        },
        onEvent: (event) => tellComputeEvent(output, event),
      },
    )
    const { heldOut, trainSecs, dataset } = model
    output.line(
      { type: 'model', modelDir, id: model.id, classes: model.classes, trainSeconds: trainSecs, dataset, heldOut },
      [
        heldOut === null
          ? 'No clips were held out, so nothing is known about people the network has not seen.'
          : `Held out (${dataset.protocol}): ${scoreText(heldOut)}\n${classTable(heldOut)}`,
        `Trained in ${trainSecs.toFixed(0)} s. Model: ${modelDir}`,
      ].join('\n'),
    )
  },
)
