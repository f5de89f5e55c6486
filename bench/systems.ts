/**
 * Systems that the paper compares, as their presets build them: a training step (forward, loss, gradients, Adam) and a
 * prediction, ours and eager PyTorch's, in turns on the same machine with the same number of threads. Prints one JSON object
 * last: ratios of speed (above 1: we are faster) and of peak memory (below 1: we need less), then the figures.
 *
 *     npm run bench -- systems [--clips 2] [--frames 16] [--size N] [--threads N] [--rounds 5] [--steps 1]
 *                              [--network c3d|r3d-18|cnn-lstm|inception-bilstm-attention …] [--task training|prediction …]
 *
 * Left out, the size is the preset's.
 */
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { networkTrainingOf } from '../src/contract/presets.ts'
import { computeEnvironment } from '../src/engine/compute/environment.ts'
import type { Precision } from '../src/network/index.ts'
import type { ContenderOptions } from './side-by-side/contender.ts'
import { benchPython, torchEnvironment } from './side-by-side/python.ts'
import { memoryRatio, sideBySide, speedRatio, type Measured } from './side-by-side/rounds.ts'

export interface SystemSettings {
  readonly network: 'c3d' | 'r3d-18' | 'cnn-lstm' | 'inception-bilstm-attention'
  readonly task: 'training' | 'prediction'
  readonly threads: number
  readonly clips: number
  readonly frames: number
  readonly size: number
  readonly classes: number
}

const { values } = parseArgs({
  options: {
    clips: { type: 'string', default: '2' },
    frames: { type: 'string', default: '16' },
    size: { type: 'string' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '1' },
    network: { type: 'string', multiple: true, default: ['c3d', 'r3d-18', 'cnn-lstm', 'inception-bilstm-attention'] },
    task: { type: 'string', multiple: true, default: ['training', 'prediction'] },
  },
})

const python = await benchPython(torchEnvironment)
const ratios: Record<string, number> = {}
const figures: object[] = []
for (const network of values.network as SystemSettings['network'][]) {
  for (const task of values.task as SystemSettings['task'][]) await measure(network, task)
}
console.log(JSON.stringify({ ratios, cores: os.availableParallelism(), figures }))

async function measure(network: SystemSettings['network'], task: SystemSettings['task']): Promise<void> {
  const settings: SystemSettings = {
    network,
    task,
    threads: Number(values.threads),
    clips: Number(values.clips),
    frames: Number(values.frames),
    size: values.size === undefined ? networkTrainingOf(network).network.size : Number(values.size),
    classes: 6,
  }
  const measured = await sideBySide([ours(settings, 'float32'), ours(settings, 'bf16'), eager(settings)], {
    rounds: Number(values.rounds),
    stepsPerRound: Number(values.steps),
    warmUpSteps: 2,
  })
  const [float32, bf16, pytorch] = measured as [Measured, Measured, Measured]
  for (const { name, secondsPerStep, peakBytes } of measured) {
    const perSecond = (settings.clips / secondsPerStep).toFixed(2)
    console.log(`${name}: ${perSecond} clips/s, ${secondsPerStep.toFixed(3)} s, ${(peakBytes / 1e9).toFixed(2)} GB`)
  }
  ratios[`${network} ${task}`] = speedRatio(float32, pytorch)
  ratios[`${network} ${task} peak memory`] = memoryRatio(float32, pytorch)
  ratios[`${network} ${task} bf16 to float32`] = speedRatio(bf16, float32)
  figures.push({ settings, measured })
}

function ours(settings: SystemSettings, precision: Precision): ContenderOptions {
  const threads = String(settings.threads)
  return {
    name: `touchline ${precision} ${settings.network} ${settings.task}`,
    program: process.execPath,
    args: [
      fileURLToPath(new URL('./systems/touchline.ts', import.meta.url)),
      JSON.stringify({ ...settings, precision }),
    ],
    env: { ...computeEnvironment(process.env), TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads },
  }
}

function eager(settings: SystemSettings): ContenderOptions {
  return {
    name: `pytorch eager ${settings.network} ${settings.task}`,
    program: python,
    args: [fileURLToPath(new URL('./torch/systems.py', import.meta.url)), JSON.stringify(settings)],
    env: { ...process.env, OMP_NUM_THREADS: String(settings.threads) },
  }
}
