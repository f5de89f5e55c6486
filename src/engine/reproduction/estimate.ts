/** How long runs may take and how much room they need, before they start. */
import type { TrainingConfig } from '../../contract/learning.ts'
import { networkPart } from '../../contract/network-part.ts'
import { elementCount, multiplicationCount, networkSpecs } from '../../network/architecture/index.ts'
import type { PlannedRun } from './plan.ts'
import type { RunResult } from './run-store.ts'

export interface Estimate {
  readonly secs: number
  /** Of the model that stays. While it trains, checkpoints take up to six times as much. */
  readonly modelBytes: number
}

/** Operations per second and core that networks of the usual size reach in training (docs/performance.md). */
const usualSpeed = 90e9
/** Forward and backward pass, in forward passes. */
const passesOfStep = 3
/** To start a process, decode the first clips and make kernels ready. */
const startSecs = 3
/** Decoding, sampling and all that is not arithmetic, per view. */
const viewSecs = 0.02
/** Following points through one frame, on one core, for each of its pixels (docs/performance.md). */
const followingSecsOfPixel = 1e-6
/** Frames of a clip, about: how many it has is not known before it is read. */
const usualClipFrames = 100
/** A model of movement, about. */
const motionBytes = 20e6
/** Views of a test clip whose scores are averaged. */
const testViews = 3

/**
 * What a run takes on so many cores. What was measured on this machine corrects what is assumed: the median of the true
 * time by the estimated one, over runs of the same system where there are any, else over all.
 */
export function estimateRun(run: PlannedRun, cores: number, done: readonly RunResult[]): Estimate {
  const same = done.filter(({ system, scale }) => system === run.system && scale === run.scale)
  const ratios = (same.length > 0 ? same : done).map((result) => {
    return (result.trainSecs + result.testSecs) / rawSecs(result, cores)
  })
  return { secs: rawSecs(run, cores) * (ratios.length === 0 ? 1 : median(ratios)), modelBytes: modelBytes(run) }
}

function rawSecs({ config, sizes }: Pick<PlannedRun, 'config' | 'sizes'>, cores: number): number {
  const clips = sizes.train + sizes.validation + sizes.test
  const trajectories = (clips * followingSecs(config)) / cores
  const training = networkPart(config)
  if (training === null) return startSecs + trajectories
  const flops = 2 * multiplicationCount({ ...training.network, classes: 2 })
  const learned = training.epochs * Math.max(sizes.train, training.leastViews ?? 0)
  const looked = training.epochs * sizes.validation + testViews * (sizes.test + sizes.validation)
  const arithmetic = (flops * (passesOfStep * learned + looked)) / (usualSpeed * cores)
  return 2 * startSecs + trajectories + arithmetic + viewSecs * (learned + looked)
}

/** Of one clip, on one core. */
function followingSecs(config: TrainingConfig): number {
  if (config.method === 'network') return 0
  const { width, height } = config.method === 'fusion' ? config.motion.following : config.following
  return usualClipFrames * width * height * followingSecsOfPixel
}

function modelBytes({ config, learned }: PlannedRun): number {
  const training = networkPart(config)
  const movement = config.method === 'network' ? 0 : motionBytes
  if (training === null) return movement
  const specs = networkSpecs({ ...training.network, classes: Math.max(2, learned.labels.length) })
  return movement + specs.reduce((sum, { torchShape }) => sum + 4 * elementCount(torchShape), 0)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
