import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { presets } from '../../contract/presets.ts'
import type { EpochMetrics, ModelFile } from '../../contract/learning.ts'
import { networkPart } from '../../contract/network-part.ts'
import { Problem } from '../../domain/problem.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import type { Engine } from '../../engine/engine.ts'
import { canGoOn, trainFromPath } from '../../engine/training/from-path.ts'
import { type Call, command } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { share, wholeNumber } from '../numbers.ts'
import { computeEntry, withLibrary } from '../open.ts'
import { settingsOf, withSettingFlags, type SettingFlags } from '../training-settings.ts'
import {
  classTable,
  confusionTable,
  epochLine,
  keptText,
  scoreText,
  startedFromText,
  tellComputeEvent,
} from '../training-output.ts'

interface Options extends SettingFlags {
  data?: string
  library?: string
  preset?: string
  seed?: number
  out?: string
  heldOut?: number
  groupBy: string
  background: boolean
  name?: string
  startFrom?: string
  resume?: string | true
}

const groupings = ['athlete', 'session', 'recording'] as const
const defaultPreset = 'quick'

export const trainCommand = command<Options>(
  'train',
  'Train a model on a folder class/clip or a manifest CSV, or on the labels of a library',
  (made) =>
    withSettingFlags(
      made
        .optionsGroup('What it learns from:')
        .option('--data <path>', 'folder with a folder per label, or a CSV with the columns path,label,group[,split]')
        .option('--out <dir>', 'with --data: folder of the model, new or empty')
        .option('--library <dir>', 'or: learn from the labels of this library, and keep the model there')
        .option('--group-by <kind>', `with --library: what is held out as a whole, ${groupings.join(', ')}`, 'athlete')
        .option('--no-background', 'with --library: don’t learn what was reviewed and has no label as nothing')
        .option(
          '--held-out <share>',
          'share of the groups that the network never sees, where the data does not say',
          share,
        )
        .option(
          '--resume [run]',
          'go on with a training that was stopped: the one of --out, or a run of --library (the newest where none is named)',
        )
        .optionsGroup('What it makes:')
        .option('--preset <name>', `one of ${presets.map(({ name }) => name).join(', ')} (default: ${defaultPreset})`)
        .option('--seed <number>', 'decides split, first weights, sampling and order', wholeNumber(0, 0xffffffff))
        .option(
          '--start-from <name|file>',
          'weights that the network starts from: .safetensors, .pth, the folder of a model, or with --library the name of weights',
        )
        .option('--name <text>', 'name of the model'),
    ).optionsGroup('Otherwise:'),
  async (call) => {
    const { data, library, out, resume } = call.options
    const onPath = library === undefined && out !== undefined && (data !== undefined || resume === true)
    if (onPath) return trainOnPath(call, out)
    const onLibrary = library !== undefined && data === undefined && out === undefined
    if (onLibrary && resume !== undefined) return resumeInLibrary(call, library, resume)
    if (onLibrary) return trainOnLibrary(call, library)
    throw new Problem('INVALID_INPUT', 'Say what to learn from: --data PATH with --out DIR, or --library DIR.')
  },
)

async function trainOnPath({ options, output, signal }: Call<Options>, out: string): Promise<void> {
  const { data, preset, seed, heldOut: heldOutShare, name, startFrom } = options
  const resume = options.resume === true
  const settings = settingsOf(options)
  try {
    const { model, modelDir } = await trainFromPath(
      { data, preset, seed, out, heldOutShare, name, startFrom, resume, ...settings },
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
  } catch (caught) {
    if (signal.aborted && canGoOn(out)) output.note(`It can go on: touchline train --out ${out} --resume`)
    throw caught
  }
}

async function trainOnLibrary(call: Call<Options>, library: string): Promise<void> {
  const { options, output } = call
  const { preset = defaultPreset, seed = 1, heldOut = 0.25, name, startFrom } = options
  const groupBy = groupings.find((known) => known === options.groupBy)
  if (groupBy === undefined) throw new Problem('INVALID_INPUT', `--group-by takes ${groupings.join(', ')}.`)
  await withLibrary({ libraryDir: library, create: false, program: 'touchline train' }, async (engine) => {
    const choice = { labelIds: [], groupBy, heldOutShare: heldOut, seed, background: options.background }
    const { obstacles, warnings, protocol } = await engine.client.training.preview(choice)
    if (obstacles.length > 0) throw new Problem('DATASET_UNUSABLE', obstacles.join(' '))
    output.note(protocol)
    for (const warning of warnings) output.note(`Note: ${warning}`)
    const wish = {
      ...{ ...choice, preset, ...settingsOf(options) },
      ...(name === undefined ? {} : { name }),
      // A file of this machine by its whole path; else what the library calls it.
      ...(startFrom === undefined ? {} : { startFrom: existsSync(startFrom) ? resolve(startFrom) : startFrom }),
    }
    await followRun(call, engine, await engine.client.training.start(wish))
  })
}

async function resumeInLibrary(call: Call<Options>, library: string, named: string | true): Promise<void> {
  await withLibrary({ libraryDir: library, create: false, program: 'touchline train' }, async (engine) => {
    const stopped = (await engine.client.training.runs({})).filter((run) => run.resumable)
    const runId = named === true ? stopped[0]?.id : named
    if (runId === undefined) {
      throw new Problem('NOT_FOUND', 'This library has no run that was stopped and could go on.')
    }
    await followRun(call, engine, await engine.client.training.resume({ runId }))
  })
}

/** Follows a run of the library to its end; where it is stopped, says how it can go on. */
async function followRun(
  { output, options, signal }: Call<Options>,
  engine: Engine,
  { jobId, runId }: { jobId: string; runId: string },
): Promise<void> {
  const { run } = await engine.client.training.run({ id: runId })
  output.line({ type: 'run', runId, jobId, name: run.name }, `${run.name} (run ${runId})`)
  const onEpoch = (metrics: EpochMetrics) => epochLine(output, metrics, networkPart(run.config)?.epochs ?? 0)
  try {
    const { result } = await followJob(engine, jobId, { output, signal, onEpoch })
    tellModel(output, await engine.client.models.get({ id: String(result?.['modelId']) }), { runId })
  } catch (caught) {
    const { run: ended } = await engine.client.training.run({ id: runId })
    if (ended.resumable) {
      output.note(`It can go on: touchline train --library ${options.library} --resume ${runId}`)
    }
    throw caught
  }
}

function tellModel(
  output: Call<Options>['output'],
  model: ModelFile,
  where: { modelDir: string } | { runId: string },
): void {
  const { heldOut, trainSecs, dataset, startedFrom, training, machine, software } = model
  const epoch = model.method === 'network' ? model.epoch : undefined
  const place = 'modelDir' in where ? where.modelDir : `${model.id}, in the library`
  const told = [
    ...(heldOut === null
      ? ['No clips were held out, so nothing is known about people the network has not seen.']
      : [
          `Held out (${dataset.protocol}): ${scoreText(heldOut)}`,
          keptText(model),
          classTable(heldOut),
          confusionTable(heldOut),
        ]),
    startedFromText(model),
    `Trained in ${trainSecs.toFixed(0)} s. Model: ${place}`,
  ]
  output.line(
    {
      ...{ type: 'model', ...where, id: model.id, classes: model.classes, trainSeconds: trainSecs, dataset, heldOut },
      ...{ startedFrom, epoch, training, machine, software },
    },
    told.filter((text) => text !== null && text !== '').join('\n'),
  )
}
