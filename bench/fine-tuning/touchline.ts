/**
 * One side of `npm run bench -- fine-tuning`: steps of an epoch with frozen stages, either from decoded clips, whose frozen
 * stages run in every step, or from features that were kept on disk before. Settings come as JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../../src/compute/backend.ts'
import { networkInput } from '../../src/compute/clips/network-input.ts'
import { openFeatureStore } from '../../src/compute/training/features/feature-store.ts'
import { frozenStages } from '../../src/compute/training/features/frozen-stages.ts'
import { createAdam, createNetwork, createRandom, networkDefaults, trainStep } from '../../src/network/index.ts'
import { networkTrainingOf } from '../../src/contract/presets.ts'
import type { FineTuningSettings } from '../fine-tuning.ts'
import { serveContender } from '../side-by-side/serve-contender.ts'

const settings = JSON.parse(process.argv[2]!) as FineTuningSettings & { kept: boolean }
const { threads, clips, batchClips, frames, size, frozenThrough, kept } = settings
const backend = await loadBackend({ backend: 'tensorflow', threads }, 'training')
const config = { ...networkDefaults, backbone: 'resnet50', attention: 'c-cbam', classes: 6, frames, size } as const
const preprocessing = { ...networkTrainingOf('rlnet-c-cbam').preprocessing, frames, size }
const network = createNetwork(config, 1)
const optimiser = createAdam({ learningRate: 1e-4 })
const random = createRandom(1)
const decoded = Array.from({ length: clips }, () => {
  return Uint8Array.from({ length: frames * size * size * 3 }, () => random.integer(256))
})
const frozen = frozenStages(network, frozenThrough, preprocessing)
const folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-bench-'))
const store = await openFeatureStore(folder, 'bench', frozen.viewValues)
if (kept) {
  for (const [clip, bytes] of decoded.entries()) await store.write(`${clip}`, frozen.features(bytes, 1)[0]!)
}

let next = 0
try {
  await serveContender(
    async () => {
      const batch = Array.from({ length: batchClips }, (_, place) => (next + place) % clips)
      next += batchClips
      const input = kept ? await fromDisk(batch) : fromClips(batch)
      const labels = batch.map((clip) => clip % config.classes)
      const { loss } = trainStep(network, optimiser, input, labels, { random, frozenThrough })
      tf.dispose('after' in input ? input.output : input)
      if (!Number.isFinite(loss)) throw new Error('The loss is not a number.')
    },
    { tensorflow: backend.version, threads, bytesPerClip: frozen.viewValues * 4 },
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}

function fromClips(batch: readonly number[]): tf.Tensor5D {
  const bytes = new Uint8Array(batch.length * decoded[0]!.length)
  batch.forEach((clip, place) => bytes.set(decoded[clip]!, place * decoded[0]!.length))
  return networkInput(bytes, batch.length, preprocessing)
}

async function fromDisk(batch: readonly number[]) {
  return frozen.input(await Promise.all(batch.map(async (clip) => (await store.read(`${clip}`))!)))
}
