import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { evaluateModel } from '../../engine/training/from-path.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'
import { computeEntry } from '../open.ts'
import { precisionOption } from '../precision-option.ts'
import { classTable, confusionTable, scoreText, tellComputeEvent } from '../training-output.ts'

interface Options {
  model: string
  data: string
  heldOut?: boolean
  views?: number
  precision?: 'float32' | 'bf16'
  predictions?: boolean
}

export const evaluateCommand = command<Options>(
  'evaluate',
  'Measure a model on a folder class/clip or a manifest CSV',
  (made) =>
    made
      .requiredOption('--model <dir>', 'folder of the model')
      .requiredOption('--data <path>', 'folder with a folder per label, or a CSV with the columns path,label,group')
      .option('--held-out', 'only clips of the groups that the model never saw in training')
      .option('--views <n>', 'clips in time that are taken of each clip, their scores averaged', wholeNumber(1, 20))
      .addOption(precisionOption())
      .option('--predictions', 'also print what each clip was taken for'),
  async ({ options, output, signal }) => {
    const { model, data: place, heldOut, views, precision } = options
    const { evaluation, predictions, data } = await evaluateModel(
      { model, data: place, heldOutOnly: heldOut, views, precision },
      {
        compute: standaloneCompute(computeEntry),
        signal,
        onData: ({ warnings }) => warnings.forEach((warning) => output.note(`Note: ${warning}`)),
        onEvent: (event) => tellComputeEvent(output, event),
      },
    )
    if (options.predictions) {
      for (const { key, label, predicted, scores } of predictions) {
        output.line(
          { type: 'prediction', key, label, predicted, scores },
          `${label === predicted ? ' ' : '✗'} ${key}: ${predicted}`,
        )
      }
    }
    output.line(
      { ...evaluation, protocol: data.protocol },
      [scoreText(evaluation), classTable(evaluation), confusionTable(evaluation)]
        .filter((text) => text !== '')
        .join('\n'),
    )
  },
)
