/**
 * What the start of attention does to features that were learned without it. Trains a small network without attention on
 * drawn athletes, puts C-CBAM into its blocks, and measures on athletes it never saw: before any training (the whole network
 * kept), and after each of a few epochs in which only the backbone was kept, each as the mean over seeds. Prints one JSON
 * object last.
 *
 *     npm run bench -- attention-start [--seeds 3] [--epochs 3] [--attention c-cbam|cbam]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadBackend } from '../src/compute/backend.ts'
import { writeModel } from '../src/compute/models/model-folder.ts'
import type { ClipSet, NetworkModel, NetworkTraining } from '../src/contract/learning.ts'
import { rlnetPreset, type RlnetTraining } from '../test/fixtures/rlnet-presets.ts'
import { computeEntry } from '../src/engine/compute/environment.ts'
import { createComputeLauncher } from '../src/engine/compute/launcher.ts'
import { makeFigureDataset } from '../src/engine/datasets/figures/make-dataset.ts'
import { freezeForMeasuring, freezePathSet } from '../src/engine/datasets/frozen-path-set.ts'
import { readPathSet } from '../src/engine/datasets/path-set.ts'
import { weightsAtPath } from '../src/engine/weights/choose-weights.ts'
import { locateFfmpeg } from '../src/media/locate.ts'
import { createNetwork, loadStart, parseNetworkConfig, readWeightsFile } from '../src/network/index.ts'

type Start = 'none' | 'usual' | 'near-identity'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '3' },
    attention: { type: 'string', default: 'c-cbam' },
  },
})
const attention: 'cbam' | 'c-cbam' = values.attention === 'cbam' ? 'cbam' : 'c-cbam'
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
const starts: readonly Start[] = ['none', 'usual', 'near-identity']

const { path: ffmpeg } = await locateFfmpeg()
const log = { info: () => undefined, warn: (text: string) => console.error(text) }
const compute = createComputeLauncher({ entry: computeEntry(), ffmpeg: () => ffmpeg, log })
const scratch = await mkdtemp(path.join(os.tmpdir(), 'touchline-bench-'))
try {
  console.log(JSON.stringify(await measure()))
} finally {
  await rm(scratch, { recursive: true, force: true })
}

async function measure() {
  const learned = await drawn(1)
  const others = await drawn(2)
  const base = await train(await frozen(learned), configOf('none'), { name: 'base' })
  console.error(`without attention, on the athletes it held out: ${shares([base.facts.heldOut?.top1 ?? NaN])}`)
  await loadBackend({ backend: 'tensorflow', threads: null }, 'inference')
  const table = []
  for (const start of starts) {
    const untrained: number[] = []
    const epochs: number[][] = []
    for (const seed of seeds) {
      untrained.push(await accuracy(await withAttention(base, start, seed), others))
      const config = { ...backboneOnly(configOf(start)), epochs: Number(values.epochs), seed }
      const { facts } = await train(await frozen(others), config, { name: `${start} ${seed}`, from: base.folder })
      epochs.push(facts.curves.map(({ heldOutTop1 }) => heldOutTop1 ?? NaN))
    }
    const after = epochs[0]!.map((_, epoch) => mean(epochs.map((run) => run[epoch]!)))
    console.error(`${start.padEnd(14)} before training ${shares([mean(untrained)])}   after epochs ${shares(after)}`)
    table.push({ start, untrained: mean(untrained), afterEpochs: after, ofSeeds: { untrained, epochs } })
  }
  return { attention, seeds: seeds.length, table }
}

async function drawn(seed: number): Promise<string> {
  const dir = path.join(scratch, `set-${seed}`)
  await makeFigureDataset({ dir, athletes: 8, actions: 6, clips: 4, seed })
  return dir
}

async function frozen(dir: string): Promise<ClipSet> {
  return (await freezePathSet(dir, { heldOutShare: 0.25, seed: 1 })).clipSet
}

/** The quick preset's small network, with or without attention. */
function configOf(start: Start): RlnetTraining {
  const config = rlnetPreset('quick')
  const network = { ...config.network, attention: start === 'none' ? 'none' : attention } as const
  return { ...config, network, ...(start === 'none' ? {} : { attentionStart: start }) }
}

/** An LSTM of another size takes nothing over, as after ImageNet. */
function backboneOnly(config: RlnetTraining): NetworkTraining {
  return { ...config, network: { ...config.network, hidden: config.network.hidden - 8 } }
}

interface Trained {
  readonly folder: string
  readonly facts: NetworkModel
}

async function train(
  clipSet: ClipSet,
  config: NetworkTraining,
  { name, from }: { name: string; from?: string },
): Promise<Trained> {
  const folder = path.join(scratch, name)
  const result = await compute.run(
    {
      ...{ kind: 'train', modelId: name.replaceAll(' ', '-'), modelName: name, clipSet, config, modelDir: folder },
      startFrom: from === undefined ? null : await weightsAtPath(from),
      ...{
        checkpointDir: path.join(scratch, `${name} run`),
        resume: false,
        featureCacheDir: path.join(scratch, 'features'),
      },
    },
    {},
  )
  if (result.kind !== 'train' || result.model.method !== 'network')
    throw new Error('the compute process answered something else')
  return { folder, facts: result.model }
}

/** The network as it was learned, head and all, with fresh attention in every block. */
async function withAttention({ folder, facts }: Trained, start: Start, seed: number): Promise<string> {
  const config = parseNetworkConfig({ ...configOf(start).network, classes: facts.classes.length })
  const network = createNetwork(config, seed, start === 'near-identity' ? start : 'usual')
  const weights = path.join(folder, 'weights.safetensors')
  loadStart(network, readWeightsFile(await readFile(weights), weights).tensors, weights)
  const target = path.join(scratch, `untrained ${start} ${seed}`)
  await writeModel(
    target,
    { ...facts, network: { ...configOf(start).network, classes: config.classes } },
    { network, steps: 0 },
  )
  network.dispose()
  return target
}

async function accuracy(modelDir: string, data: string): Promise<number> {
  const clipSet = await freezeForMeasuring((await readPathSet(data, { allowAbsolute: true })).clips, 'all clips')
  const result = await compute.run({ kind: 'evaluate', modelDir, clipSet }, {})
  if (result.kind !== 'evaluate') throw new Error('the compute process answered something else')
  return result.evaluation.top1
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function shares(numbers: readonly number[]): string {
  return numbers.map((number) => `${(100 * number).toFixed(1)} %`).join(', ')
}
