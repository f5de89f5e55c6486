/** How much memory a training step takes on the CPU, so that too much is refused in words and not killed by the system. */
import type { TrainingConfig } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'

/**
 * GB per frame of 224 × 224 in a step with width 64: what the step added to a process, measured on 16 frames of 112 × 112
 * with float32 (ResNet-18 0.11, with C-CBAM 0.13; ResNet-50 0.21, with C-CBAM 0.28).
 */
const perFrameGb = {
  basic: { plain: 0.11, attentive: 0.13 },
  bottleneck: { plain: 0.21, attentive: 0.28 },
} as const

/** TensorFlow, weights, moments and decoded clips. */
const restGb = 2

/** Share of the machine's memory that training may take. */
const usableShare = 0.9

/** Bytes that one training step takes at its peak, about. @param trainingClips a batch is never larger */
export function trainingMemoryBytes(
  { network, preprocessing, batchClips }: TrainingConfig,
  trainingClips: number,
): number {
  const block = perFrameGb[network.backbone === 'resnet50' ? 'bottleneck' : 'basic']
  const perFrame = network.attention === 'none' ? block.plain : block.attentive
  const frames = Math.min(batchClips, trainingClips) * preprocessing.frames
  const scale = (preprocessing.size / 224) ** 2 * (network.width / 64)
  return (frames * scale * perFrame + restGb) * 1e9
}

/**
 * The configuration with as many clips at once as fit into this machine's memory; the same one where all do.
 * @throws Problem MEMORY_TOO_SMALL where not even one clip fits
 */
export function fitBatch(config: TrainingConfig, trainingClips: number, totalBytes: number): TrainingConfig {
  const fits = (batchClips: number) =>
    trainingMemoryBytes({ ...config, batchClips }, trainingClips) <= totalBytes * usableShare
  let batchClips = config.batchClips
  while (batchClips > 1 && !fits(batchClips)) batchClips--
  if (fits(batchClips)) return batchClips === config.batchClips ? config : { ...config, batchClips }
  const gb = (bytes: number) => `${Math.round(bytes / 1e9)} GB`
  const needBytes = trainingMemoryBytes({ ...config, batchClips: 1 }, trainingClips)
  throw new Problem(
    'MEMORY_TOO_SMALL',
    `Training “${config.preset}” needs about ${gb(needBytes)} of memory even for one clip at a time; this machine has ` +
      `${gb(totalBytes)}. Take a smaller preset (balanced, quick), or a machine with a GPU.`,
    { details: { needBytes, totalBytes } },
  )
}

/** What a person is told when fewer clips are taken at once than the preset says. */
export function smallerBatchText(wanted: TrainingConfig, fitted: TrainingConfig): string {
  return (
    `${fitted.batchClips} clips at once in place of ${wanted.batchClips}: more do not fit into this machine's memory. ` +
    'The run is not the same as with the whole batch; its record says which it was.'
  )
}
