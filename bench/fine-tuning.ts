/**
 * Fine-tuning with frozen stages: steps of every epoch after the first, from features that are kept on disk, beside the same
 * steps from decoded clips, whose frozen stages run each time. RLNet C-CBAM with ResNet-50. Prints one JSON object last; a
 * ratio above 1 says how many times faster kept features are.
 *
 *     npm run bench -- fine-tuning [--clips 4] [--batch 2] [--frames 16] [--size 224] [--threads N] [--rounds 4] [--steps 2]
 */
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { computeEnvironment } from '../src/engine/compute/environment.ts'
import type { ContenderOptions } from './side-by-side/contender.ts'
import { sideBySide, speedRatio, type Measured } from './side-by-side/rounds.ts'

export interface FineTuningSettings {
  readonly threads: number
  /** Different clips. */
  readonly clips: number
  readonly batchClips: number
  readonly frames: number
  readonly size: number
  readonly frozenThrough: 'layer3' | 'layer4'
}

export interface FineTuningResult {
  /** How many times faster a step on kept features is. */
  readonly ratio: number
  readonly measured: readonly Measured[]
}

/** Kept features beside decoded clips, in turns. */
export async function measureFineTuning(
  settings: FineTuningSettings,
  rounds: { rounds: number; stepsPerRound: number },
): Promise<FineTuningResult> {
  const contenders = [contender(settings, true), contender(settings, false)]
  const measured = await sideBySide(contenders, { ...rounds, warmUpSteps: 2 })
  return { ratio: speedRatio(measured[0]!, measured[1]!), measured }
}

function contender(settings: FineTuningSettings, kept: boolean): ContenderOptions {
  const program = fileURLToPath(new URL('./fine-tuning/touchline.ts', import.meta.url))
  const threads = String(settings.threads)
  return {
    name: `frozen through ${settings.frozenThrough}, ${kept ? 'kept features' : 'decoded clips'}`,
    program: process.execPath,
    args: [program, JSON.stringify({ ...settings, kept })],
    env: { ...computeEnvironment(process.env), TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads },
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      clips: { type: 'string', default: '4' },
      batch: { type: 'string', default: '2' },
      frames: { type: 'string', default: '16' },
      size: { type: 'string', default: '224' },
      threads: { type: 'string', default: String(os.availableParallelism()) },
      rounds: { type: 'string', default: '4' },
      steps: { type: 'string', default: '2' },
    },
  })
  const common = {
    threads: Number(values.threads),
    clips: Number(values.clips),
    batchClips: Number(values.batch),
    frames: Number(values.frames),
    size: Number(values.size),
  }
  const rounds = { rounds: Number(values.rounds), stepsPerRound: Number(values.steps) }
  const lastStage = await measureFineTuning({ ...common, frozenThrough: 'layer3' }, rounds)
  const headOnly = await measureFineTuning({ ...common, frozenThrough: 'layer4' }, rounds)
  const measured = [...lastStage.measured, ...headOnly.measured]
  for (const { name, secondsPerStep, peakBytes, description } of measured) {
    const each = `${(Number(description['bytesPerClip']) / 1e6).toFixed(2)} MB a clip`
    console.log(`${name}: ${secondsPerStep.toFixed(3)} s a step, ${(peakBytes / 1e9).toFixed(2)} GB, kept ${each}`)
  }
  const ratios = { cachedEpochVsUncached: lastStage.ratio, cachedHeadEpochVsUncached: headOnly.ratio }
  console.log(JSON.stringify({ ratios, settings: common, cores: os.availableParallelism(), measured }))
}
