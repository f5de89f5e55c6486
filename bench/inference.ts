/**
 * Prediction with RLNet (ResNet-50): clips to scores, ours and PyTorch's in evaluation mode, in turns on the same machine with
 * the same number of threads. Prints one JSON object last: ratios of speed and of processor time (above 1: the first is faster, or needs less) and of peak memory
 * (below 1: we need less), then the figures.
 *
 *     npm run bench -- inference [--clips 4] [--frames 16] [--size 224] [--attention c-cbam] [--threads N] [--rounds 6]
 *                                [--steps 1] [--only NAME …]
 */
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { computeEnvironment } from '../src/engine/compute/environment.ts'
import type { OurSettings, PredictionSettings } from './inference/touchline.ts'
import type { ContenderOptions } from './side-by-side/contender.ts'
import { benchPython, torchEnvironment } from './side-by-side/python.ts'
import { memoryRatio, processorRatio, sideBySide, speedRatio, type Measured } from './side-by-side/rounds.ts'

const { values } = parseArgs({
  options: {
    clips: { type: 'string', default: '4' },
    frames: { type: 'string', default: '16' },
    size: { type: 'string', default: '224' },
    attention: { type: 'string', default: 'c-cbam' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    rounds: { type: 'string', default: '6' },
    steps: { type: 'string', default: '1' },
    /** Measure only these: for work on one of them, and for WebAssembly, which takes long and is left out otherwise. */
    only: { type: 'string', multiple: true },
  },
})

const settings: PredictionSettings = {
  threads: Number(values.threads),
  clips: Number(values.clips),
  frames: Number(values.frames),
  size: Number(values.size),
  classes: 6,
  backbone: 'resnet50',
  attention: values.attention as PredictionSettings['attention'],
}

const python = await benchPython(torchEnvironment)
const wasm = 'touchline folded on WebAssembly'
const contenders = [
  ours('touchline folded', {}),
  ours('touchline folded bfloat16', { precision: 'bf16' }),
  ours('touchline unfolded', { folded: false }),
  ours(wasm, { backend: 'wasm' }),
  torch('pytorch eager', { channelsLast: false, bfloat16: false }),
  torch('pytorch channels_last', { channelsLast: true, bfloat16: false }),
  torch('pytorch channels_last bfloat16', { channelsLast: true, bfloat16: true }),
].filter(({ name }) => (values.only === undefined ? name !== wasm : values.only.includes(name)))

const measured = await sideBySide(contenders, {
  rounds: Number(values.rounds),
  stepsPerRound: Number(values.steps),
  warmUpSteps: 2,
})
const images = settings.clips * settings.frames
for (const { name, secondsPerStep, processorSecondsPerStep, peakBytes } of measured) {
  const perSecond = (images / secondsPerStep).toFixed(1)
  console.log(
    `${name}: ${perSecond} images/s, ${secondsPerStep.toFixed(3)} s for all (${processorSecondsPerStep.toFixed(3)} s of processor time), ${(peakBytes / 1e9).toFixed(2)} GB`,
  )
}
console.log(JSON.stringify({ ratios: ratios(), settings, cores: os.availableParallelism(), measured }))

function ratios(): Record<string, number> {
  const found = (wanted: string): Measured | undefined => measured.find(({ name }) => name === wanted)
  const pairs = [
    ['folded', 'touchline folded', 'touchline unfolded', 'Unfolded'],
    ['folded', 'touchline folded', 'pytorch eager', 'Eager'],
    ['folded', 'touchline folded', 'pytorch channels_last', 'ChannelsLast'],
    ['folded', 'touchline folded', wasm, 'Wasm'],
    ['bf16', 'touchline folded bfloat16', 'touchline folded', 'Folded'],
    ['bf16', 'touchline folded bfloat16', 'pytorch channels_last bfloat16', 'Autocast'],
  ] as const
  return Object.fromEntries(
    pairs.flatMap(([label, ourName, theirName, peer]) => {
      const [ourOwn, theirs] = [found(ourName), found(theirName)]
      if (!ourOwn || !theirs) return []
      return [
        [`${label}Vs${peer}`, speedRatio(ourOwn, theirs)],
        [`${label}ProcessorTimeVs${peer}`, processorRatio(ourOwn, theirs)],
        [`${label}PeakMemoryVs${peer}`, memoryRatio(ourOwn, theirs)],
      ]
    }),
  )
}

function ours(name: string, own: Partial<OurSettings>): ContenderOptions {
  const usual = { backend: 'tensorflow', folded: true, precision: 'float32' } as const
  const program = fileURLToPath(new URL('./inference/touchline.ts', import.meta.url))
  return {
    name,
    program: process.execPath,
    args: [program, JSON.stringify({ ...settings, ...usual, ...own })],
    env: {
      ...computeEnvironment(process.env),
      TF_NUM_INTRAOP_THREADS: values.threads,
      OMP_NUM_THREADS: values.threads,
    },
  }
}

function torch(name: string, own: { channelsLast: boolean; bfloat16: boolean }): ContenderOptions {
  const program = fileURLToPath(new URL('./torch/prediction.py', import.meta.url))
  return {
    name,
    program: python,
    args: [program, JSON.stringify({ ...settings, ...own })],
    env: { ...process.env, OMP_NUM_THREADS: values.threads },
  }
}
