import { Option } from 'commander'
import { presets } from '../../contract/presets.ts'
import type { ModelFile } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { trainFromPath } from '../../engine/training/from-path.ts'
import { type Call, command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { share, wholeNumber } from '../numbers.ts'
import { computeEntry, withLibrary } from '../open.ts'
import { classTable, epochLine, scoreText, startedFromText, tellComputeEvent } from '../training-output.ts'

interface Options {
  data?: string
  library?: string
  preset: string
  epochs?: number
  seed?: number
  out?: string
  heldOut?: number
  groupBy: string
  name?: string
  startFrom?: string
  attentionStart?: 'usual' | 'near-identity'
}

const groupings = ['athlete', 'session', 'recording'] as const

export const trainCommand = command<Options>(
  'train',
  'Train a network on a folder class/clip or a manifest CSV, or on the labels of a library',
  (made) =>
    made
      .option('--data <path>', 'folder with a folder per label, or a CSV with the columns path,label,group[,split]')
      .option('--out <dir>', 'with --data: folder of the model, new or empty')
      .option('--library <dir>', 'or: learn from the labels of this library, and keep the model there')
      .option('--group-by <kind>', `with --library: what is held out as a whole, ${groupings.join(', ')}`, 'athlete')
      .option('--preset <name>', `one of ${presets.map((preset) => preset.name).join(', ')}`, 'quick')
      .option('--epochs <number>', 'how often every clip is seen; the preset says otherwise', wholeNumber(1, 2000))
      .option('--seed <number>', 'decides split, first weights, sampling and order', wholeNumber(0, 0xffffffff))
      .option(
        '--held-out <share>',
        'share of the groups that the network never sees, where the data does not say',
        share,
      )
      .option(
        '--start-from <file>',
        'weights that the network starts from: .safetensors, .pth, or the folder of a model',
      )
      .addOption(
        new Option(
          '--attention-start <how>',
          'how attention starts that no weights bring; near-identity keeps what a backbone has learned without it',
        ).choices(['usual', 'near-identity']),
      )
      .option('--name <text>', 'name of the model'),
  async (call) => {
    const { data, library, out } = call.options
    if (data !== undefined && library === undefined && out !== undefined) return trainOnPath(call, data, out)
    if (library !== undefined && data === undefined && out === undefined) return trainOnLibrary(call, library)
    throw new Problem('INVALID_INPUT', 'Say what to learn from: --data PATH with --out DIR, or --library DIR.')
  },
)

async function trainOnPath({ options, output, signal }: Call<Options>, data: string, out: string): Promise<void> {
  const { preset, epochs, seed, heldOut: heldOutShare, name, startFrom, attentionStart } = options
  const { model, modelDir } = await trainFromPath(
    { data, preset, epochs, seed, out, heldOutShare, name, startFrom, attentionStart },
    {
      compute: standaloneCompute(computeEntry),
      signal,
      onData: ({ clips, labels, protocol, warnings }) => {
        output.note(`${clips} clips, ${labels.length} labels, ${protocol}`)
        for (const warning of warnings) output.note(`Note: ${warning}`)
      },
      onEvent: (event) => tellComputeEvent(output, event),
    },
  )
  tellModel(output, model, { modelDir })
}

async function trainOnLibrary({ options, output, signal }: Call<Options>, library: string): Promise<void> {
  const { preset, epochs, seed = 1, heldOut = 0.25, name } = options
  const groupBy = groupings.find((known) => known === options.groupBy)
  if (groupBy === undefined) throw new Problem('INVALID_INPUT', `--group-by takes ${groupings.join(', ')}.`)
  await withLibrary({ libraryDir: library, create: false, program: 'touchline train' }, async (engine) => {
    const choice = { labelIds: [], groupBy, heldOutShare: heldOut, seed }
    const { obstacles, warnings, protocol } = await engine.client.training.preview(choice)
    if (obstacles.length > 0) throw new Problem('DATASET_UNUSABLE', obstacles.join(' '))
    output.note(protocol)
    for (const warning of warnings) output.note(`Note: ${warning}`)
    const { jobId, runId } = await engine.client.training.start({
      ...choice,
      preset,
      ...(epochs === undefined ? {} : { epochs }),
      ...(name === undefined ? {} : { name }),
    })
    const { run } = await engine.client.training.run({ id: runId })
    const onEpoch = (metrics: Parameters<typeof epochLine>[1]) => epochLine(output, metrics, run.config.epochs)
    const { result } = await followJob(engine, jobId, { output, signal, onEpoch })
    tellModel(output, await engine.client.models.get({ id: String(result?.['modelId']) }), { runId })
  })
}

function tellModel(
  output: Call<Options>['output'],
  model: ModelFile,
  where: { modelDir: string } | { runId: string },
): void {
  const { heldOut, trainSecs, dataset, startedFrom } = model
  output.line(
    {
      type: 'model',
      ...where,
      id: model.id,
      classes: model.classes,
      trainSeconds: trainSecs,
      dataset,
      heldOut,
      startedFrom,
    },
    [
      heldOut === null
        ? 'No clips were held out, so nothing is known about people the network has not seen.'
        : `Held out (${dataset.protocol}): ${scoreText(heldOut)}\n${classTable(heldOut)}`,
      startedFromText(startedFrom),
      `Trained in ${trainSecs.toFixed(0)} s. Model: ${'modelDir' in where ? where.modelDir : `${model.id}, in the library`}`,
    ].join('\n'),
  )
}
