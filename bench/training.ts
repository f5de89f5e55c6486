/**
 * One training step (forward, loss, gradients, Adam) of RLNet C-CBAM with ResNet-50, ours and PyTorch's, in turns on the
 * same machine with the same number of threads. Prints one JSON object last: ratios of speed (above 1: we are faster) and
 * of peak memory (below 1: we need less), then the figures.
 *
 *     npm run bench -- training [--clips 2] [--frames 8] [--size 112] [--threads N] [--rounds 8] [--steps 3]
 *                               [--only NAME …] [--peer-env NAME=VALUE …]
 */
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { computeEnvironment } from '../src/engine/compute/environment.ts'
import type { ContenderOptions } from './side-by-side/contender.ts'
import { benchPython, torchEnvironment } from './side-by-side/python.ts'
import { memoryRatio, sideBySide, speedRatio, type Measured } from './side-by-side/rounds.ts'

export interface StepSettings {
  readonly threads: number
  readonly clips: number
  readonly frames: number
  readonly size: number
  readonly classes: number
  readonly attention: 'none' | 'cbam' | 'c-cbam'
}

const { values } = parseArgs({
  options: {
    clips: { type: 'string', default: '2' },
    frames: { type: 'string', default: '8' },
    size: { type: 'string', default: '112' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    rounds: { type: 'string', default: '8' },
    steps: { type: 'string', default: '3' },
    /** Measure only these: for work on one of them. */
    only: { type: 'string', multiple: true },
    /** Set for PyTorch as well, as GLIBC_TUNABLES=glibc.malloc.hugetlb=1. By default it runs as a person would run it. */
    'peer-env': { type: 'string', multiple: true, default: [] },
  },
})

const settings: StepSettings = {
  threads: Number(values.threads),
  clips: Number(values.clips),
  frames: Number(values.frames),
  size: Number(values.size),
  classes: 6,
  attention: 'c-cbam',
}

const python = await benchPython(torchEnvironment)
const contenders = [
  ours('touchline float32', { precision: 'float32' }),
  ours('touchline bf16', { precision: 'bf16' }),
  torch('pytorch eager', { channelsLast: false, bfloat16: false }),
  torch('pytorch channels_last', { channelsLast: true, bfloat16: false }),
  torch('pytorch channels_last bfloat16', { channelsLast: true, bfloat16: true }),
].filter(({ name }) => values.only === undefined || values.only.includes(name))

const measured = await sideBySide(contenders, {
  rounds: Number(values.rounds),
  stepsPerRound: Number(values.steps),
  warmUpSteps: 4,
})
const images = settings.clips * settings.frames
for (const { name, secondsPerStep, peakBytes } of measured) {
  const perSecond = (images / secondsPerStep).toFixed(1)
  console.log(
    `${name}: ${perSecond} images/s, ${secondsPerStep.toFixed(3)} s a step, ${(peakBytes / 1e9).toFixed(2)} GB`,
  )
}
console.log(JSON.stringify({ ratios: ratios(), settings, cores: os.availableParallelism(), measured }))

function ratios(): Record<string, number> {
  const [float32, eager] = [found('touchline float32'), found('pytorch eager')]
  const channelsLast = found('pytorch channels_last')
  const bf16 = found('touchline bf16')
  const bfloat16 = found('pytorch channels_last bfloat16')
  return {
    ...(float32 &&
      eager && { float32VsEager: speedRatio(float32, eager), peakMemoryVsEager: memoryRatio(float32, eager) }),
    ...(float32 && channelsLast && { float32VsChannelsLast: speedRatio(float32, channelsLast) }),
    ...(bf16 && float32 && { bf16VsFloat32: speedRatio(bf16, float32) }),
    ...(bf16 &&
      bfloat16 && {
        bf16VsChannelsLastBf16: speedRatio(bf16, bfloat16),
        bf16PeakMemoryVsChannelsLastBf16: memoryRatio(bf16, bfloat16),
      }),
  }
}

function found(name: string): Measured | undefined {
  return measured.find((each) => each.name === name)
}

function ours(name: string, own: { precision: 'float32' | 'bf16' }): ContenderOptions {
  const program = fileURLToPath(new URL('./training/touchline.ts', import.meta.url))
  return {
    name,
    program: process.execPath,
    args: [program, JSON.stringify({ ...settings, ...own })],
    env: {
      ...computeEnvironment(process.env),
      TF_NUM_INTRAOP_THREADS: values.threads,
      OMP_NUM_THREADS: values.threads,
    },
  }
}

function torch(name: string, own: { channelsLast: boolean; bfloat16: boolean }): ContenderOptions {
  const program = fileURLToPath(new URL('./torch/training_step.py', import.meta.url))
  const given = values['peer-env'].map((setting) => setting.split(/=(.*)/s).slice(0, 2) as [string, string])
  return {
    name,
    program: python,
    args: [program, JSON.stringify({ ...settings, ...own })],
    env: { ...process.env, OMP_NUM_THREADS: values.threads, ...Object.fromEntries(given) },
  }
}
