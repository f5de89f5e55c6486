/**
 * Features of frozen stages: computed once for every view of every clip that a training will look at, kept on disk, and read
 * from there epoch after epoch. No video is decoded then, and the frozen stages don't run.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { ClipSet, NetworkTraining } from '../../../contract/learning.ts'
import type { Random } from '../../../domain/random.ts'
import { logitsOf, type Network, type Stage, type StepInput } from '../../../network/index.ts'
import { ahead } from '../../clips/ahead.ts'
import type { ClipLoader } from '../../clips/clip-loader.ts'
import type { View } from '../../clips/loader-messages.ts'
import type { Progress } from '../../progress.ts'
import { evenParts } from '../epoch-plan.ts'
import type { LoadedViews, ViewSource } from '../view-source.ts'
import { chooseViews, type ChosenViews } from './choose-views.ts'
import { contentHashes } from './content-hashes.ts'
import { fileBytes } from './feature-file.ts'
import { recipeKey, viewKey } from './feature-key.ts'
import { findRoom } from './feature-room.ts'
import { openFeatureStore, type FeatureStore } from './feature-store.ts'
import { frozenStages, type FrozenStages } from './frozen-stages.ts'
import { fewerVariantsText, keptText, noRoomText, notKeptText } from './kept-texts.ts'
import { planKept, wantedVariants, whatIsDrawn } from './kept-views.ts'

export interface KeptFeatures extends ViewSource {
  counts(): ReadCounts
}

/** In views. */
export interface ReadCounts {
  /** Read from disk. */
  readonly read: number
  /** Spoilt or gone when they were to be read, and computed once more. */
  readonly mended: number
}

export interface KeepOptions {
  readonly network: Network
  /** The last frozen stage. */
  readonly stage: Stage
  readonly clipSet: ClipSet
  readonly config: NetworkTraining
  readonly random: Random
  /** On the whole set; not needed any more once this is done. */
  readonly loader: ClipLoader
  /** A loader on one clip of the set alone, for features that are lost later; closed after use. */
  readonly reopen: (clip: number) => Promise<ClipLoader>
  /** Frames of each view of a held-out clip that will be scored. */
  readonly heldOutViews: (lengthFrames: number) => readonly (readonly number[])[]
  readonly cacheDir: string
  readonly progressOf: (phase: string) => Progress
  readonly log: (text: string) => void
}

/** Where the features of a training lie, and how they are made. */
interface Kept {
  readonly frozen: FrozenStages
  readonly store: FeatureStore
  readonly keyOf: (view: View) => string
}

/** Frames that go through the frozen stages at once: more are no faster, and take memory. */
const framesAtOnce = 64

/** Batches that the loader works ahead. */
const batchesAhead = 2

/**
 * Computes what is not kept yet. Null where nothing is to be kept, or not even one view of each clip has room on the disk:
 * the log says so, and the frozen stages run in every epoch.
 * @throws Problem as the loader; DISK_FULL, FILE_NOT_READABLE for the cache folder
 */
export async function keepFeatures(options: KeepOptions): Promise<KeptFeatures | null> {
  const { network, stage, clipSet, config, random, loader, heldOutViews, cacheDir, progressOf, log } = options
  const { lengths } = loader
  const drawn = whatIsDrawn(
    config,
    lengths.filter((_, clip) => clipSet.clips[clip]!.split === 'train'),
  )
  const wanted = wantedVariants(config, drawn)
  if (wanted === 0) {
    log(notKeptText)
    return null
  }
  const hashes = await contentHashes(clipSet.clips, progressOf('Checking files'))
  const keyOf = (view: View): string => {
    const clip = clipSet.clips[view.clip]!
    return viewKey(clip, hashes.get(clip.file)!, view)
  }
  const recipe = recipeKey({ network, stage, preprocessing: config.preprocessing })
  const frozen = frozenStages(network, stage, config.preprocessing)
  const viewBytes = fileBytes(frozen.viewValues)
  const room = await findRoom(cacheDir, recipe)
  const store = await openFeatureStore(cacheDir, recipe, frozen.viewValues)
  const choice = { clipSet, lengths, config, random, heldOutViews, keyOf, store }
  const chosen = await chooseViews(choice, wanted, Math.floor(room.roomBytes / viewBytes))
  const { variants, count, missing } = chosen
  const neededBytes = missing.length * viewBytes
  if (neededBytes > room.roomBytes) {
    log(noRoomText({ cacheDir, neededBytes, roomBytes: room.roomBytes }))
    return null
  }
  if (variants < wanted) log(fewerVariantsText({ variants, wanted, cacheDir }))
  const found = count - missing.length
  log(keptText({ stage, variants, drawn, views: count, found, bytes: count * viewBytes, cacheDir }))
  await room.clear(neededBytes)
  const kept = { frozen, store, keyOf }
  await computeMissing(missing, kept, { ...options, progress: progressOf('Computing features of frozen stages') })
  return readKept(chosen, kept, options)
}

async function computeMissing(
  missing: ChosenViews['missing'],
  { frozen, store }: Kept,
  { loader, config, progress }: Pick<KeepOptions, 'loader' | 'config'> & { progress: Progress },
): Promise<void> {
  const batches = evenParts(missing, Math.max(1, Math.floor(framesAtOnce / config.preprocessing.frames)))
  const loads = batches.map((batch) => async () => ({
    batch,
    bytes: await loader.batch(batch.map(([, view]) => view)),
  }))
  let done = 0
  for await (const { batch, bytes } of ahead(loads, batchesAhead)) {
    const features = frozen.features(bytes, batch.length)
    await Promise.all(batch.map(([key], place) => store.write(key, features[place]!)))
    done += batch.length
    progress(done, missing.length)
  }
}

function readKept(
  chosen: ChosenViews,
  { frozen, store, keyOf }: Kept,
  { clipSet, random, reopen, log }: KeepOptions,
): KeptFeatures {
  let read = 0
  let mended = 0
  const mend = async (key: string, view: View): Promise<Float32Array> => {
    log(`The kept features of ${clipSet.clips[view.clip]!.key} are gone or spoilt, and are computed again.`)
    const loader = await reopen(view.clip)
    try {
      const [features] = frozen.features(await loader.batch([{ ...view, clip: 0 }]), 1)
      await store.write(key, features!)
      mended++
      return features!
    } finally {
      await loader.close()
    }
  }
  const featuresOf = async (view: View): Promise<Float32Array> => {
    const key = keyOf(view)
    const features = await store.read(key)
    if (!features) return mend(key, view)
    read++
    return features
  }
  const load = async (views: readonly View[]): Promise<LoadedViews> => {
    const features = await Promise.all(views.map(featuresOf))
    return { input: (first, count) => frozen.input(features.slice(first, first + count)) }
  }
  return {
    plan: (drawn, epoch) =>
      planKept(drawn, (clip) => chosen.drawn.get(clip)!, random.stream(`epoch ${epoch}`).stream('kept views')),
    load,
    scorer: (network) => ({
      async load(views) {
        const loaded = await load(views)
        return () => probabilities(network, () => loaded.input(0, views.length))
      },
      dispose: () => undefined,
    }),
    counts: () => ({ read, mended }),
  }
}

/** Softmax scores; what `input` makes is disposed. */
function probabilities(network: Network, input: () => StepInput): number[][] {
  return tf.tidy(() => (tf.softmax(logitsOf(network, input(), { training: false })) as tf.Tensor2D).arraySync())
}
