import path from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { scaleNames, type ScaleName } from '../../contract/scales.ts'
import { findPaperTable, paperTableIds, paperTables, type PaperTable } from '../../domain/paper-tables.ts'
import { Problem } from '../../domain/problem.ts'
import { durationText } from '../../domain/table-columns.ts'
import { computeEntry } from '../../engine/compute/environment.ts'
import { standaloneCompute } from '../../engine/compute/standalone.ts'
import { counted } from '../../engine/datasets/owners/index.ts'
import type { WrittenTable } from '../../engine/reproduction/outputs.ts'
import { planGroups } from '../../engine/reproduction/plan-groups.ts'
import type { PlannedRun, ProtocolKind } from '../../engine/reproduction/plan.ts'
import {
  lanesOf,
  planReproduction,
  reproduce,
  type Plan,
  type ReproductionWish,
  type RunEvent,
} from '../../engine/reproduction/reproduce.ts'
import { inspectStarts } from '../../engine/reproduction/starts.ts'
import { markdownTable } from '../../engine/reproduction/table-texts.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'
import type { Output } from '../output.ts'

interface Options {
  data: string
  out: string
  protocol: ProtocolKind | 'both'
  systems?: string[]
  epochs?: number
  scale: ScaleName
  seed: number
  jobs: number
  startFrom?: string[]
  dryRun?: boolean
}

export const reproduceCommand = command<Options>(
  'reproduce',
  'Run the systems of the paper on a data set, and write its tables with the paper’s numbers and yours',
  (made) =>
    made
      .argument('<table...>', `which tables and figures: ${paperTableIds.join(', ')}, or all`)
      .requiredOption('--data <dir>', 'folder of the data set, as its owner hands it out')
      .option('--out <dir>', 'where runs, tables and figures go; what is done there is not done again', 'reproduction')
      .addOption(
        new Option('--protocol <kind>', 'how clips are split: as in the paper, or so that nobody stands on both sides')
          .choices(['paper', 'honest', 'both'])
          .default('both'),
      )
      .option('--systems <names>', 'only these, by preset, separated by commas (see touchline systems)', names)
      .option('--epochs <number>', 'in place of what the scale says (the paper: 100)', wholeNumber(1, 2000))
      .addOption(
        new Option('--scale <name>', 'the systems as published, in a small form for laptops, or tiny to try it all out')
          .choices(scaleNames)
          .default('paper'),
      )
      .option('--seed <number>', 'decides splits and trainings', wholeNumber(0, 0xffffffff), 1)
      .option('--jobs <number>', 'runs at once, at most one for each core; they share the cores', wholeNumber(1, 64), 1)
      .option(
        '--start-from <file...>',
        'published weights of ResNet-50, AlexNet or InceptionV3 that systems built on them start from (the paper: ImageNet’s)',
      )
      .option('--dry-run', 'print what would be run, with estimates of time and disk, and run nothing'),
  async ({ options, args, output, signal }) => {
    const compute = (threads: number) => standaloneCompute(computeEntry(), threads)
    const starts = await inspectStarts(options.startFrom ?? [], { compute: compute(1), signal })
    const wish = { ...wishOf(args, options), starts }
    const onPrepare = (done: number, total: number) => output.progress('Reading the data set', done, total)
    if (options.dryRun === true) {
      tellPlan(output, await planReproduction(wish, { signal, onPrepare }), wish)
      return
    }
    let failed = 0
    const written = await reproduce(wish, {
      compute,
      signal,
      onPrepare,
      onPlan: (plan) => tellPlan(output, plan, wish),
      onRun: (run, event) => {
        if (event.type === 'failed') failed++
        tellRun(output, run, event)
      },
    }).catch((caught: unknown) => {
      if (signal.aborted) output.note('The same command goes on with what is done.')
      throw caught
    })
    for (const one of written) tellTable(output, one)
    output.note(`Everything is in ${path.resolve(options.out)}.`)
    if (failed > 0) {
      output.note(`${failed} ${failed === 1 ? 'run' : 'runs'} failed. The same command tries again what is missing.`)
      process.exitCode = 1
    }
  },
)

function wishOf(ids: readonly string[], options: Options): ReproductionWish {
  const { data, out, protocol, systems, epochs, scale, seed, jobs } = options
  return {
    tables: ids.includes('all') ? paperTables : [...new Set(ids)].map(tableOf),
    protocols: protocol === 'both' ? ['paper', 'honest'] : [protocol],
    ...{ systems, epochs, scale, seed, data, out, jobs },
  }
}

function tableOf(id: string): PaperTable {
  const found = findPaperTable(id)
  if (found) return found
  throw new Problem('INVALID_INPUT', `There is no table “${id}”. There are: ${paperTableIds.join(', ')}, all.`)
}

function names(text: string): string[] {
  const found = text.split(',').map((name) => name.trim())
  if (found.includes('')) throw new InvalidArgumentError('Names are separated by single commas.')
  return found
}

/** What takes longer is worth a word about the smaller scale. */
const longSecs = 2 * 3600

function tellPlan(
  output: Output,
  { prepared, faults, runs, secsLeft, bytesLeft, laptopSecsLeft }: Plan,
  wish: ReproductionWish,
): void {
  const { set } = prepared
  const lanes = lanesOf(wish)
  const left = runs.filter(({ isDone }) => !isDone).length
  output.line(
    {
      ...{ type: 'plan', set: set.name, title: set.title, clips: set.clips.length, faults: faults.length },
      ...{ runs: runs.length, left, secsLeft, bytesLeft, laptopSecsLeft },
    },
    `${set.title}: ${counted(set.clips.length, 'clip')}; ${counted(runs.length, 'run')}, ${runs.length - left} of them done. What is left takes about ` +
      `${durationText(secsLeft)} of this machine${lanes > 1 ? ` (${lanes} runs at once)` : ''} and ${sizeText(bytesLeft)} of disk.`,
  )
  if (laptopSecsLeft !== null && secsLeft > longSecs) {
    output.note(
      `The systems as published are made for a GPU. In their small form (--scale laptop) it takes about ${durationText(laptopSecsLeft)}.`,
    )
  }
  if (faults.length > 0)
    output.note(
      `This copy has ${faults.length === 1 ? 'an oddity' : `${faults.length} oddities`}: touchline dataset check says which.`,
    )
  for (const { run, rounds, done, secs, modelBytes } of planGroups(runs)) {
    const { train, validation, test } = run.sizes
    const about = `${run.system} ${run.protocol.kind}`
    const what = `${rounds} ${rounds === 1 ? 'round' : 'rounds'} of ${train}/${validation}/${test} clips`
    output.line(
      {
        ...{ type: 'planned', system: run.system, protocol: run.protocol.kind, name: run.protocol.name },
        ...{ rounds, done, sizes: run.sizes, leaks: run.leaks.clips, secs, modelBytes },
      },
      `  ${about.padEnd(34)} ${what.padEnd(34)} ` +
        `${durationText(secs).padEnd(12)} ${sizeText(modelBytes).padEnd(9)}${done > 0 ? ` ${done} done` : ''}`,
    )
  }
}

function tellRun(output: Output, run: PlannedRun, event: RunEvent): void {
  const name = `${run.title}, ${run.protocol.name}${run.folds > 1 ? `, ${run.fold}` : ''}`
  switch (event.type) {
    case 'begun':
      return output.note(name)
    case 'compute':
      if (event.event.type === 'progress') {
        const { phase, done, total } = event.event
        return output.progress(`${name}: ${phase}`, done, total)
      }
      if (event.event.type === 'log') return output.note(`  ${event.event.text}`)
      return
    case 'failed':
      return output.line(
        {
          ...{ type: 'failed', key: run.key, system: run.system, protocol: run.protocol.kind, fold: run.fold },
          message: event.message,
        },
        `${name} failed: ${event.message}`,
      )
    case 'done': {
      const { evaluation, trainSecs } = event.result
      return output.line(
        {
          ...{ type: 'run', key: run.key, system: run.system, protocol: run.protocol.kind, fold: run.fold },
          ...{ accuracy: evaluation.top1, clips: evaluation.n, trainSecs, done: event.done, of: event.of },
        },
        `[${event.done}/${event.of}] ${name}: ${(100 * evaluation.top1).toFixed(1)} % of ${evaluation.n} test clips, ` +
          `trained in ${durationText(trainSecs)}`,
      )
    }
  }
}

function tellTable(output: Output, { table, rows, notes, files }: WrittenTable): void {
  const text = table.kind === 'table' ? `\n${markdownTable({ table, rows, notes })}` : `\n${files.join('\n')}`
  output.line({ type: 'table', id: table.id, kind: table.kind, rows, notes, files }, text)
}

function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
